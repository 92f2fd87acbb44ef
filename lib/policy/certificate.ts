/** Conservation certificates: of one order, and of the orders of a store and period. */
import type { Order } from '../commerce/order';
import { detectRounding } from '../commerce/detect-rounding';
import { roundingSentence } from '../commerce/detect-rounding-sentence';
import { CertificateTally } from './certificate-over-orders';
import { type CertifiedTarget, type OrderSums, sumsOfOrder } from './certificate-order';
import { type Certificate, type CertificateBody, sealCertificate } from './certificate-schema';
import type { Policy } from './policy';

export { CertificateTally } from './certificate-over-orders';
export { certificateTable } from './certificate-table';
export {
  type Certificate,
  type CertificateRow,
  certificateSchema,
  hasTrueDigest,
} from './certificate-schema';

/**
 * The certificate of one order, under the policy that made the target. An order that is held has one too: it says that
 * nothing of it is booked.
 */
export const certificateOf = (order: Order, target: CertifiedTarget, policy: Policy): Certificate => {
  const { platform, storeId, orderId, number, updatedAt } = order.source;
  const result = sumsOfOrder(order, target, policy);
  const tally = new CertificateTally();
  tally.addSums(order, target, result);
  const body = tally.body({ kind: 'order', platform, storeId, orderId, number, updatedAt });
  return sealCertificate({ ...body, ...roundingOf(result) });
};

const roundingOf = ({ amounts }: OrderSums): Pick<CertificateBody, 'rounding'> => {
  if (!amounts) return {};
  const detected = detectRounding(amounts);
  if (detected.state === 'none' && detected.withoutRate === 0) return {};
  const fits = detected.methods.filter(({ off }) => off === 0).map(({ basis, rule }) => ({ basis, rule }));
  return { rounding: { sentence: roundingSentence(detected), fits } };
};
