/**
 * Rates by member state, standard first: https://mindlink.lv/useful/vat-rates-in-eu, https://vatcompliance.co/eu-vat-rates.
 * Both were older than some changes, and states change their rates; what is not listed goes to `<country>-other`.
 */
export const EU_VAT_RATES: Readonly<Record<string, readonly string[]>> = {
  AT: ['20', '13', '10'],
  BE: ['21', '12', '6'],
  BG: ['20', '9'],
  CY: ['19', '9', '5'],
  CZ: ['21', '12'],
  DE: ['19', '7'],
  DK: ['25'],
  EE: ['24', '22', '13', '9', '5'],
  ES: ['21', '10', '4'],
  FI: ['25.5', '14', '13.5', '10'],
  FR: ['20', '10', '5.5', '2.1'],
  GR: ['24', '13', '6'],
  HR: ['25', '13', '5'],
  HU: ['27', '18', '5'],
  IE: ['23', '13.5', '9', '4.8'],
  IT: ['22', '10', '5', '4'],
  LT: ['21', '12', '9', '5'],
  LU: ['17', '14', '8', '3'],
  LV: ['21', '12', '5'],
  MT: ['18', '12', '7', '5'],
  NL: ['21', '9'],
  PL: ['23', '8', '5'],
  PT: ['23', '13', '6'],
  RO: ['21', '19', '11', '9', '5'],
  SE: ['25', '12', '6'],
  SI: ['22', '9.5', '5'],
  SK: ['23', '19', '5'],
};

/** Listed from what is generally known; no source that was read shows them. */
export const UNVERIFIED_RATES = 'EE 24, FI 13.5, LT 12, RO 21 and RO 11';
