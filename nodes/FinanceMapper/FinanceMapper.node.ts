import { UserError, type IExecuteFunctions, type INodeExecutionData, type INodeType } from 'n8n-workflow';
import { holdItem, mapItem, type Policy } from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { readPolicy } from '../shared/policy-properties';
import { parametersOf } from '../shared/read-parameters';
import { type Emitted, type InputItem, runItems } from '../shared/run-items';
import { storeTests } from '../shared/store-properties';
import { description } from './description';
import { type CertificateForm, certificateIn, previewOf } from './preview';

interface MapperOptions {
  readonly platform: string;
  readonly storeId: string;
  readonly policy: Policy;
  readonly preview: boolean;
  readonly certificate: CertificateForm;
}

const DOCUMENTS = 0;
const EXCEPTIONS = 1;

export class FinanceMapper implements INodeType {
  description = description;

  methods = { credentialTest: storeTests };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runItems<MapperOptions>(this, this.continueOnFail(), {
      outputs: 2,
      read: (item) => readOptions(this, item),
      together: false,
      call: (options, items) => Promise.all(items.map((item) => map(this, options, item))),
    });
  }
}

function readOptions(context: IExecuteFunctions, item: number): MapperOptions {
  const parameters = parametersOf(context, item);
  const chosen = parameters.within('options', { certificate: 'off' });
  return {
    platform: parameters.text('platform'),
    storeId: parameters.text('storeId'),
    policy: readPolicy(parameters),
    preview: chosen.flag('preview'),
    certificate: readForm(chosen.text('certificate')),
  };
}

async function map(
  context: IExecuteFunctions,
  options: MapperOptions,
  { index, json }: InputItem,
): Promise<Emitted> {
  const result = mapItem(json, options);
  // What the Order Fetcher says of the queue travels on, so that the end of the workflow knows whether more is due.
  const queue = Object.hasOwn(json, 'queue') ? { queue: json.queue } : {};
  if ('held' in result) {
    // Without a ticket it did not come from the work queue: a look at an order, which leaves nothing behind.
    const held = result.held.ticket ? await holdItem(await flowContextOf(context), result.held) : result.held;
    return { output: EXCEPTIONS, item: index, json: { ...held, ...queue } };
  }
  const { mapped } = result;
  demandStore(mapped.target.source.storeId);
  const preview = options.preview ? { preview: previewOf(mapped.target) } : {};
  const certificate = certificateIn(options.certificate, mapped, options.policy);
  return { output: DOCUMENTS, item: index, json: { ...mapped, ...preview, ...certificate, ...queue } };
}

/** An expression may give anything. */
function readForm(form: string): CertificateForm {
  if (form === 'off' || form === 'machine-readable' || form === 'table') return form;
  throw new UserError('The option Certificate has a value that it does not know', {
    description: 'Choose Off, Machine-Readable or Table, or mend the expression.',
  });
}

/** Without it the same order, fetched by the Order Fetcher, would be another one, and be posted a second time. */
function demandStore(storeId: string): void {
  if (storeId !== '') return;
  throw new UserError('The order does not say which shop it comes from', {
    description: 'Enter the Store ID: the domain of the shop, as the Order Fetcher would write it.',
  });
}
