import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { type Parameters, parametersOf } from './read-parameters';
import { type Emitted, type InputItem, runItems } from './run-items';

/** One operation of a node: its parameters, and the one call into the library. */
export interface OperationPlan<Options> {
  /** 1 when left out. */
  readonly outputs?: number;
  /** True when all items with the same parameters are one call; each item is its own call otherwise. */
  readonly together?: boolean;
  /** Throws for an item that the operation cannot take, before anything is done with the others. */
  readonly accept?: (item: InputItem) => void;
  readonly read: (parameters: Parameters) => Options;
  readonly call: (
    context: IExecuteFunctions,
    options: Options,
    items: readonly InputItem[],
  ) => Promise<readonly Emitted[]>;
}

export type Operation = (
  context: IExecuteFunctions,
  continueOnFail: boolean,
) => Promise<INodeExecutionData[][]>;

/** Ties `read` to `call` by the type of the options, which a table of operations need not know. */
export const operation =
  <Options>({ outputs = 1, together = false, accept, read, call }: OperationPlan<Options>): Operation =>
  (context, continueOnFail) =>
    runItems<Options>(context, continueOnFail, {
      outputs,
      together,
      accept,
      read: (item) => read(parametersOf(context, item)),
      call: (options, items) => call(context, options, items),
    });

/** Runs the operation that the node's menu names; `name` joins resource and operation where a node has both. */
export function runOperation(
  context: IExecuteFunctions,
  continueOnFail: boolean,
  operations: Readonly<Record<string, Operation>>,
  name: string,
): Promise<INodeExecutionData[][]> {
  const chosen = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (chosen) return chosen(context, continueOnFail);
  throw new NodeOperationError(context.getNode(), `There is no operation "${name}"`, {
    description: 'Open the node and choose its operation again.',
  });
}

/** Index of the input item that a call's answer belongs to; a call of several items belongs to the first. */
export const firstOf = (items: readonly InputItem[]): number => items[0]?.index ?? 0;
