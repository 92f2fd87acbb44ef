/** Certificates of many orders in bounded memory: sums by component, counts, and the first differences by order. */
import { byName } from '../accounting/by-name';
import type { Order } from '../commerce/order';
import { detectRounding } from '../commerce/detect-rounding';
import {
  type RoundingOverOrders,
  type RoundingTally,
  roundingTally,
} from '../commerce/detect-rounding-over-orders';
import { roundingOverOrdersSentence } from '../commerce/detect-rounding-sentence';
import { fromMinor } from '../money/minor';
import { type CertifiedTarget, type OrderSums, sumsOfOrder } from './certificate-order';
import {
  CERTIFICATE_VERSION,
  type Certificate,
  type CertificateBody,
  type CertificateRow,
  sealCertificate,
} from './certificate-schema';
import { CertificateSums } from './certificate-sums';
import type { Policy } from './policy';

/** Most differences and versions that are listed; all are counted. */
const LISTED = 100;

export class CertificateTally {
  private readonly byCurrency = new Map<string, CertificateSums>();
  private readonly counts = { certified: 0, conserved: 0, broken: 0, notBooked: 0, held: 0 };
  private readonly broken: CertificateBody['broken'] = [];
  private readonly versions = new Set<string>();
  private readonly roundings: RoundingTally = roundingTally();
  private withLedger = false;

  /** `isHeldByLedger` says of an entry whether the ledger holds it to the unit, where it was read back. */
  add(
    order: Order,
    target: CertifiedTarget,
    policy: Policy,
    isHeldByLedger?: (entryKey: string) => boolean,
  ): void {
    if (isHeldByLedger) this.withLedger = true;
    this.addSums(order, target, sumsOfOrder(order, target, policy, isHeldByLedger));
  }

  addSums({ source }: Pick<Order, 'source'>, target: CertifiedTarget, result: OrderSums): void {
    const { sums, amounts, silence } = result;
    let whole = this.byCurrency.get(sums.currency);
    if (!whole) this.byCurrency.set(sums.currency, (whole = new CertificateSums(sums.currency)));
    whole.addAll(sums);
    if (this.versions.size < LISTED) this.versions.add(target.transformationVersion);
    if (amounts) this.roundings.add(detectRounding(amounts));
    const off = sums.differences();
    this.counts.certified++;
    if (off.length > 0) this.counts.broken++;
    else if (silence === 'held') this.counts.held++;
    else if (silence !== undefined) this.counts.notBooked++;
    else this.counts.conserved++;
    for (const { flow, component, minor } of off) {
      if (this.broken.length >= LISTED) break;
      const { orderId, number } = source;
      const difference = fromMinor(minor, sums.currency);
      this.broken.push({ orderId, number, flow, component, currency: sums.currency, difference });
    }
  }

  rows(): readonly CertificateRow[] {
    return [...this.byCurrency].sort(byName).flatMap(([, sums]) => sums.written(this.withLedger));
  }

  rounding(): RoundingOverOrders {
    return this.roundings.finish();
  }

  body(of: CertificateBody['of']): CertificateBody {
    const { conserved, broken, notBooked, held } = this.counts;
    const verdict =
      broken > 0
        ? 'broken'
        : conserved > 0 || held + notBooked === 0
          ? 'conserved'
          : notBooked > 0
            ? 'not_booked'
            : 'held';
    return {
      certificate: 'conservation',
      version: CERTIFICATE_VERSION,
      of,
      transformationVersions: [...this.versions].sort(),
      verdict,
      orders: { ...this.counts },
      rows: [...this.rows()],
      broken: [...this.broken],
    };
  }

  /** The certificate of a store and period. */
  certificate(of: Extract<CertificateBody['of'], { kind: 'period' }>): Certificate {
    const rounding = this.rounding();
    if (rounding.orders === 0) return sealCertificate(this.body(of));
    const fits = rounding.methods
      .filter((method) => method.fits === rounding.orders)
      .map(({ basis, rule }) => ({ basis, rule }));
    const sentence = roundingOverOrdersSentence(rounding);
    return sealCertificate({ ...this.body(of), rounding: { sentence, fits } });
  }
}
