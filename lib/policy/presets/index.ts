/** The ready-made policies, by the name that a policy writes behind `extends`. */
import { australiaGst } from './australia-gst';
import { canadaGstHstPst } from './canada-gst-hst-pst';
import { euOss } from './eu-oss';
import { japan } from './japan';
import type { Preset } from './preset';
import { ukVat } from './uk-vat';
import { usSalesTax } from './us-sales-tax';

export type { Preset } from './preset';

export const PRESETS: readonly Preset[] = [usSalesTax, ukVat, euOss, canadaGstHstPst, australiaGst, japan];

export const presetNamed = (name: string): Preset | undefined =>
  PRESETS.find((preset) => preset.name === name);
