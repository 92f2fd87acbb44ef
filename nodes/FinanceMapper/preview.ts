import {
  type Certificate,
  certificateOf,
  certificateTable,
  type Policy,
  type Target,
  type TargetItem,
} from '../../lib';

export interface PreviewRow {
  readonly entry: string;
  readonly date: string;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly rule: string;
  readonly why: string;
  readonly readFrom: string;
}

/** One row a journal line, flat enough for n8n's table view and for a person who checks a mapping. */
export const previewOf = ({ entries }: Target): readonly PreviewRow[] =>
  entries.flatMap(({ kind, date, currency, lines }) =>
    lines.map(({ account, debit, credit, explanation }) => ({
      entry: kind,
      date,
      account,
      debit: debit ?? '',
      credit: credit ?? '',
      currency,
      rule: explanation.rule,
      why: [explanation.arithmetic, explanation.leftover].filter(Boolean).join('; '),
      readFrom: explanation.pointers.join(', '),
    })),
  );

/** What the Certificate option may ask for. */
export type CertificateForm = 'off' | 'machine-readable' | 'table';

/** Proof for whoever asks: what the cart says and what the entries hold, component by component. */
export function certificateIn(
  form: CertificateForm,
  { order, target }: TargetItem,
  policy: Policy,
): { certificate?: Certificate | string } {
  if (form === 'off') return {};
  const certificate = certificateOf(order, target, policy);
  return { certificate: form === 'table' ? certificateTable(certificate) : certificate };
}
