import {
  NodeApiError,
  NodeOperationError,
  type IBinaryKeyData,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { adviceFor, orderNamedIn } from './explain-error';

/** What a flow's answer becomes: which output, which input item it belongs to, and the item itself. */
export interface Emitted {
  /** Index of the output; 0 when left out. */
  readonly output?: number;
  /** Index of the input item. */
  readonly item: number;
  readonly json: object;
  readonly binary?: IBinaryKeyData;
}

export interface InputItem {
  readonly index: number;
  readonly json: IDataObject;
}

export interface ItemRun<Options> {
  readonly outputs: number;
  /** The node's parameters for one item: the only place that reads them. */
  readonly read: (item: number) => Options;
  /**
   * Items whose parameters are the same go into one call (one claim of due orders, one batch to the ledger) when this
   * is true; otherwise each item is a call of its own.
   */
  readonly together: boolean;
  /** Throws for an item that this operation cannot take, before anything is done with the others. */
  readonly accept?: (item: InputItem) => void;
  readonly call: (options: Options, items: readonly InputItem[]) => Promise<readonly Emitted[]>;
}

interface Batch<Options> {
  readonly options: Options;
  readonly items: InputItem[];
}

/**
 * The one item loop of all nodes. An error stops the node, naming the item, the order and what to do; with "Continue
 * On Fail" it becomes the output of the items that it struck, and the others go on.
 */
export async function runItems<Options>(
  context: IExecuteFunctions,
  continueOnFail: boolean,
  run: ItemRun<Options>,
): Promise<INodeExecutionData[][]> {
  const outputs: INodeExecutionData[][] = Array.from({ length: run.outputs }, () => []);
  const fail = (error: unknown, items: readonly InputItem[]): void => {
    const explained = explain(context, error, items);
    if (!continueOnFail) throw explained;
    for (const { index } of items) {
      outputs[0]?.push({ json: { error: explained.message }, pairedItem: { item: index } });
    }
  };

  for (const batch of readBatches(context, run, fail)) {
    try {
      for (const emitted of await run.call(batch.options, batch.items)) {
        outputs[emitted.output ?? 0]?.push(toItem(emitted));
      }
    } catch (error) {
      fail(error, batch.items);
    }
  }
  // An agent that uses the node as a tool reads the first output only, and must hear of exceptions too.
  return isTool(context) ? [outputs.flat()] : outputs;
}

/** An agent's engine runs the tool variant as a plain node, which then can only be told by its type. */
const isTool = (context: IExecuteFunctions): boolean =>
  context.isToolExecution() || context.getNode().type.endsWith('Tool');

function readBatches<Options>(
  context: IExecuteFunctions,
  run: ItemRun<Options>,
  fail: (error: unknown, items: readonly InputItem[]) => void,
): readonly Batch<Options>[] {
  const batches: Batch<Options>[] = [];
  const shared = new Map<string, Batch<Options>>();
  for (const [index, { json }] of context.getInputData().entries()) {
    const item: InputItem = { index, json };
    try {
      run.accept?.(item);
      const options = run.read(index);
      const name = run.together ? JSON.stringify(options) : undefined;
      const known = name === undefined ? undefined : shared.get(name);
      if (known) {
        known.items.push(item);
        continue;
      }
      const batch: Batch<Options> = { options, items: [item] };
      batches.push(batch);
      if (name !== undefined) shared.set(name, batch);
    } catch (error) {
      fail(error, [item]);
    }
  }
  return batches;
}

const toItem = ({ item, json, binary }: Emitted): INodeExecutionData => ({
  json: json as IDataObject,
  ...(binary ? { binary } : {}),
  pairedItem: { item },
});

function explain(
  context: IExecuteFunctions,
  error: unknown,
  items: readonly InputItem[],
): NodeOperationError | NodeApiError {
  const first = items[0];
  const order = items.length === 1 && first ? orderNamedIn(first.json) : undefined;
  const { description, failure } = adviceFor(error);
  const cause = error instanceof Error ? error : new Error(String(error));
  const about = order ?? (items.length > 1 ? `${items.length} items` : undefined);
  const message =
    about === undefined || cause.message.includes(about) ? cause.message : `${about}: ${cause.message}`;
  if (error instanceof NodeApiError || error instanceof NodeOperationError) {
    error.context.itemIndex = first?.index;
    error.message = message;
    return error;
  }
  return new NodeOperationError(context.getNode(), cause, {
    message,
    itemIndex: first?.index,
    ...(description === undefined ? {} : { description }),
    ...(failure === undefined ? {} : { failure }),
  });
}
