import { cleanText, type FlowContext } from '../../lib';
import type { Parameters } from '../shared/read-parameters';

const NAME_LENGTH = 80;

export const readPerson = (parameters: Parameters): string =>
  cleanText(parameters.text('onBehalfOf'), NAME_LENGTH);

/** The workflow acts, and says for whom: the audit log names both, for a name in a form proves nothing by itself. */
export const actingFor = (context: FlowContext, person: string): FlowContext =>
  person === '' ? context : { ...context, actor: `${person} (by ${context.actor})` };
