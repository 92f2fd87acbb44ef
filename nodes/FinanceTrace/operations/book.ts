import { UserError, type IExecuteFunctions } from 'n8n-workflow';
import {
  accountRegister,
  type Book,
  createBook,
  exportBook,
  type ExportFormat,
  type LedgerAccount,
  lockBook,
  openLedgerAccount,
  type Problem,
  trialBalance,
} from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { systemClock } from '../../shared/n8n-host';
import { openStore } from '../../shared/open-store';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';

const openBook = async (context: IExecuteFunctions, bookId: string): Promise<Book> =>
  createBook({ storage: await openStore(context), bookId, clock: systemClock });

const readBook = (parameters: Parameters) => ({ book: parameters.needed('book', 'text') });

const readPeriod = (parameters: Parameters) => ({
  ...readBook(parameters),
  period: { from: parameters.day('from'), to: parameters.day('to') },
});

const balances = operation({
  read: readPeriod,
  call: async (context, { book, period }, items) => {
    const rows = await trialBalance(await openBook(context, book), period);
    return rows.map((row) => ({ item: firstOf(items), json: { book, ...row } }));
  },
});

const register = operation({
  read: (parameters) => ({
    ...readPeriod(parameters),
    ledgerAccount: parameters.needed('ledgerAccount', 'text'),
    limit: parameters.flag('returnAll') ? undefined : parameters.count('limit'),
  }),
  call: async (context, { book, period, ledgerAccount, limit }, items) => {
    const rows = await accountRegister(await openBook(context, book), ledgerAccount, { ...period, limit });
    return rows.map((row) => ({ item: firstOf(items), json: { book, ledgerAccount, ...row } }));
  },
});

const exportText = operation({
  read: (parameters) => ({
    ...readPeriod(parameters),
    format: parameters.text('format') as ExportFormat,
    asFile: parameters.flag('asFile'),
  }),
  call: async (context, { book, period, format, asFile }, items) => {
    const { text, fileName, mimeType } = await exportBook(await openBook(context, book), format, period);
    const json = { book, format, fileName, ...period };
    const item = firstOf(items);
    if (!asFile) return [{ item, json: { ...json, text } }];
    return [{ item, json, binary: { data: await fileOf(context, text, fileName, mimeType) } }];
  },
});

const fileOf = (context: IExecuteFunctions, text: string, fileName: string, mimeType: string) =>
  context.helpers.prepareBinaryData(Buffer.from(text), fileName, mimeType);

const lockPeriod = operation({
  read: (parameters) => ({ ...readBook(parameters), lockDate: parameters.day('lockDate') }),
  call: async (context, { book, lockDate: wanted }, items) => {
    const { problems, lockDate } = await lockBook(
      await flowContextOf(context),
      await openBook(context, book),
      wanted,
    );
    demandNone(problems);
    return [{ item: firstOf(items), json: { book, lockDate: lockDate ?? null } }];
  },
});

const openAccount = operation({
  read: (parameters) => ({
    ...readBook(parameters),
    account: {
      id: parameters.needed('accountId', 'text'),
      name: parameters.needed('accountName', 'text'),
      type: parameters.text('accountType') as LedgerAccount['type'],
    },
  }),
  call: async (context, { book, account }, items) => {
    demandNone(await openLedgerAccount(await flowContextOf(context), await openBook(context, book), account));
    return [{ item: firstOf(items), json: { book, ...account } }];
  },
});

function demandNone(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError(problems.map(({ message }) => message).join(' '));
}

export const bookOperations = {
  'book.trialBalance': balances,
  'book.accountRegister': register,
  'book.export': exportText,
  'book.lockPeriod': lockPeriod,
  'book.openLedgerAccount': openAccount,
};
