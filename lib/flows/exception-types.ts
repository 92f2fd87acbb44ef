/** What each code of an exception or a problem means for people: how bad it is, whose desk it belongs on, what to do. */

export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;
/**
 * critical: the books are wrong, or a whole ledger stands still. error: an order is not posted. warning: it goes on by
 * itself, or somebody should look when there is time. info: nothing to do.
 */
export type Severity = (typeof SEVERITIES)[number];

export const DESKS = ['finance', 'operations'] as const;
/** Who normally looks after it: whoever keeps the books, or whoever keeps shop, logins and workflows running. */
export type Desk = (typeof DESKS)[number];

export interface ExceptionType {
  readonly code: string;
  readonly severity: Severity;
  readonly desk: Desk;
  /** One sentence. */
  readonly action: string;
}

/** Codes by what they ask of whom. */
const GROUPS: readonly (Omit<ExceptionType, 'code'> & { readonly codes: string })[] = [
  // The books or the ledger
  {
    severity: 'critical',
    desk: 'operations',
    action: "Mend the ledger's login in the credential; the orders go on by themselves.",
    codes: 'ledger_credential credential',
  },
  {
    severity: 'critical',
    desk: 'operations',
    action: 'Choose a ledger of the same kind as the shop, or correct the environment in the credential.',
    codes: 'environment_mismatch',
  },
  {
    severity: 'critical',
    desk: 'finance',
    action:
      'Compare the record in the ledger with the plan, put right the one that is wrong, then retry or resolve.',
    codes:
      'ledger_record_differs amount_differs date_differs dimension_differs missing_in_ledger gone_in_source',
  },
  {
    severity: 'critical',
    desk: 'finance',
    action: 'Find out who wrote the record, and void it in the ledger if it is a copy.',
    codes: 'duplicate_in_ledger unknown_in_ledger',
  },
  {
    severity: 'critical',
    desk: 'operations',
    action: 'Report it with the order: what came out of the mapping does not add up to what went in.',
    codes: 'conservation_broken',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Map the account in the Accounting Poster, then retry.',
    codes: 'account_not_mapped',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Map the taxes to one combined code of the ledger, or map none of them, then retry.',
    codes: 'tax_codes_conflict',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Add the value in the ledger, or correct the dimension in the policy, then retry.',
    codes: 'dimension_conflict dimension_not_found dimension_not_supported',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Open the period in the ledger, or let the policy date it on the next open day, then retry.',
    codes: 'period_closed',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Read what the ledger refused, correct it in the shop, the mapping or the ledger, then retry.',
    codes: 'validation',
  },
  {
    severity: 'error',
    desk: 'operations',
    action: 'Look whether the record is in the ledger, then retry: it is looked up before anything is sent.',
    codes: 'unconfirmed unknown_outcome duplicate',
  },
  {
    severity: 'error',
    desk: 'operations',
    action: 'Look at the failed executions, mend the cause, then retry.',
    codes: 'dead_letter',
  },
  {
    severity: 'warning',
    desk: 'operations',
    action: 'Wait: it is tried again by itself.',
    codes: 'will_retry throttled transient',
  },
  {
    severity: 'warning',
    desk: 'finance',
    action: 'Look at the plans that wait now, and approve those.',
    codes: 'plan_changed',
  },
  {
    severity: 'warning',
    desk: 'finance',
    action: 'Set the mode of the store in Finance Trace; until then nothing is posted.',
    codes: 'mode_not_set',
  },
  // The policy
  {
    severity: 'error',
    desk: 'finance',
    action: 'Preview and approve a re-mapping if the order is to follow the new policy; ignore it otherwise.',
    codes: 'policy_changed kept_policy',
  },
  {
    severity: 'warning',
    desk: 'finance',
    action: 'Make the preview again, look at it, then approve that one.',
    codes: 'preview_outdated too_many_orders unfinished_plans no_snapshot',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Correct the policy in the Finance Mapper, then retry.',
    codes: 'invalid_policy no_rule_fits presentment_missing presentment_incomplete breakage_unreadable',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Decide in which currency the order is booked, correct it in the shop or by hand, then resolve.',
    codes:
      'currency_changed mixed_currency payment_currency currency_of_payments settled_in_other_currency cost_in_other_currency fee_in_other_currency',
  },
  // What the shop says does not add up
  {
    severity: 'error',
    desk: 'finance',
    action: 'Compare the order with the shop, correct it there, then retry; or ignore it with the reason.',
    codes:
      'source_totals_mismatch refund_totals_mismatch refund_exceeds_line refund_exceeds_order refund_less_than_lines refund_of_unknown_line part_totals_mismatch tax_parts_mismatch returned_parts_mismatch payments_mismatch payments_differ settlement_mismatch cash_rounding_mismatch subtotal_differs ambiguous_totals two_totals adjustment_with_tax fulfilment_of_unknown_line duplicate_id unexplained_credit_line invalid_payment_amount invalid_refund_amount refund_sign change_without_payment',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Enter the refund or the payment in the shop, then retry.',
    codes:
      'refunded_without_refund refunds_missing refund_tax_unknown refund_tax_missing refund_without_id payments_unknown payment_unknown payment_details_missing settlement_incomplete tax_split_unknown unknown_tax_rate unspecified_tax',
  },
  {
    severity: 'error',
    desk: 'finance',
    action: 'Decide with the shop whether to reverse what is posted, then resolve with what was decided.',
    codes: 'order_gone',
  },
  // What the shop says cannot be read
  {
    severity: 'error',
    desk: 'operations',
    action: 'Look at the field that is named in the shop or in what the cart sends, mend it, then retry.',
    codes:
      'malformed_amount malformed_date malformed_fee malformed_id malformed_instant malformed_list malformed_order_id malformed_quantity malformed_status missing_amount missing_currency missing_date missing_lines missing_quantity missing_total uncertain_number unknown_currency unknown_platform unreadable unreadable_order unreadable_gift_card source_unreadable incomplete_order incomplete_gift_card unsafe_id too_many_lines order_too_large no_agreements no_gmt_dates no_modified_at no_time_zone no_tax_jurisdiction returns_missing refund_repeated fulfilment_items_missing shipment_incomplete unknown_payment_kind unknown_payment_status unknown_sale unknown_status legacy_totals source_total_rounded',
  },
  {
    severity: 'error',
    desk: 'operations',
    action: 'Look whether the shop can be reached and the login may read the order, then retry.',
    codes: 'order_not_fetched order_not_visible',
  },
  // Seen by a reconciliation, and mended by a replay
  {
    severity: 'error',
    desk: 'operations',
    action: 'Replay the order.',
    codes: 'missing_in_trace source_changed not_posted held',
  },
  // Notes of the mapping
  {
    severity: 'warning',
    desk: 'finance',
    action: 'Look at the order when there is time; it is mapped as the note says.',
    codes:
      'cancelled_not_refunded cancelled_unpaid owed_to_buyer unallocated_refund channel_tax_paid channel_tax_skipped cost_missing fees_left_out fulfilments_unknown refund_spread refund_pending restocking_fee_inferred rounding_always_down tax_without_lines tax_restated estimated_taxes payment_time_unknown completion_date_missing price_raised total_edited refund_tax_shared refund_tax_split discount_spread discount_holds_tax discount_in_prices discount_without_lines fee_rounded fee_tax_apart shipping_tax_inferred paid_less_refunds refunds_summed',
  },
  {
    severity: 'info',
    desk: 'finance',
    action: 'Nothing to do: it stands in the explanations.',
    codes:
      'draft_order test_order zero_order zero_refund channel_tax_withheld not_captured not_settled full_refund_split rounding_line source_rounding source_money_rounded gift_card_of_order',
  },
];

export const EXCEPTION_TYPES: readonly ExceptionType[] = GROUPS.flatMap(({ codes, ...type }) =>
  codes.split(' ').map((code) => ({ code, ...type })),
);

const BY_CODE: ReadonlyMap<string, ExceptionType> = new Map(EXCEPTION_TYPES.map((type) => [type.code, type]));

/** Of a code that is not known (of a newer version, say) an order may be waiting: an error that somebody reads. */
export const exceptionType = (code: string): ExceptionType =>
  BY_CODE.get(code) ?? {
    code,
    severity: 'error',
    desk: 'operations',
    action: 'Read the message, mend the cause, then retry.',
  };

/** For sorting: the worst first. */
export const severityRank = (severity: Severity): number =>
  SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
