/**
 * Hosts that are no shop and no ledger, ever: addresses by which a cloud tells a machine its own secrets (link-local ones
 * among them), and those that mean no host at all. Private networks are not among them: shops and ledgers live there.
 */

const NAMES = /^(?:metadata|instance-data|(?:.+\.)?metadata\.google\.internal|metadata\.azure\.internal)$/;
const IPV4 =
  /^(?:169\.254\.\d{1,3}\.\d{1,3}|0\.\d{1,3}\.\d{1,3}\.\d{1,3}|100\.100\.100\.200|192\.0\.0\.192)$/;
/** Link-local, nowhere, that of one cloud, and IPv4 link-local and nowhere written as IPv6. */
const IPV6 =
  /^\[(?:fe[89ab][0-9a-f]:.*|::|fd00:ec2::254|::(?:ffff:)?a9fe:[0-9a-f]{1,4}|::ffff:0:[0-9a-f]{1,4})\]$/;

/** @param hostname as `URL` gives it: in lower case, every way to write an IPv4 address brought to the one with dots. */
export const isMetadataHost = (hostname: string): boolean => {
  const host = hostname.replace(/\.$/, '');
  return NAMES.test(host) || IPV4.test(host) || IPV6.test(host);
};
