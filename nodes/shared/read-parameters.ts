import { tryToParseDateTime, UserError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

/** A node's parameters for one item, read with the check that a menu or an expression cannot give. */
export interface Parameters {
  text(name: string): string;
  flag(name: string): boolean;
  /** Whole number of at least 1. */
  count(name: string): number;
  /** Instant in UTC; undefined when the field is empty. Times without a zone are in the workflow's. */
  instant(name: string): string | undefined;
  /** YYYY-MM-DD; undefined when the field is empty. */
  day(name: string): string | undefined;
  /** Ids parted by commas; undefined when the field is empty. */
  list(name: string): readonly string[] | undefined;
  /** Text or instant that must be there. */
  needed(name: string, kind: 'text' | 'instant'): string;
  raw(name: string): unknown;
  /** The same for the fields of a collection. */
  within(collection: string, defaults: IDataObject): Parameters;
}

export function parametersOf(
  context: Pick<IExecuteFunctions, 'getNodeParameter' | 'getTimezone'>,
  item: number,
): Parameters {
  return reader((name) => context.getNodeParameter(name, item, ''), context.getTimezone());
}

const reader = (raw: (name: string) => unknown, timeZone: string): Parameters => ({
  raw,
  text: (name) => toText(raw(name)),
  flag: (name) => raw(name) === true || raw(name) === 'true',
  count: (name) => toCount(name, raw(name)),
  instant: (name) => (isEmpty(raw(name)) ? undefined : toInstant(name, raw(name), timeZone)),
  day: (name) => (isEmpty(raw(name)) ? undefined : toDay(name, raw(name), timeZone)),
  list: (name) => (isEmpty(raw(name)) ? undefined : toList(raw(name))),
  needed: (name, kind) => {
    const value = raw(name);
    if (isEmpty(value))
      throw new UserError(`"${name}" is empty`, {
        description: 'Fill the field in, or mend its expression.',
      });
    return kind === 'instant' ? toInstant(name, value, timeZone) : toText(value);
  },
  within: (collection, defaults) => {
    const chosen = Object(raw(collection)) as IDataObject;
    return reader((name) => (Object.hasOwn(chosen, name) ? chosen[name] : defaults[name]), timeZone);
  },
});

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const toText = (value: unknown): string => (isEmpty(value) ? '' : String(value).trim());

const toList = (value: unknown): readonly string[] => {
  const parts = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

function toCount(name: string, value: unknown): number {
  const count = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count;
  throw new UserError(`"${name}" is not a whole number of at least 1`, {
    description: 'Enter a number such as 100, or mend the expression that gives it.',
  });
}

const toInstant = (name: string, value: unknown, timeZone: string): string =>
  toDateTime(name, value, timeZone).toUTC().toJSDate().toISOString();

function toDay(name: string, value: unknown, timeZone: string): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return toDateTime(name, value, timeZone).toFormat('yyyy-MM-dd');
}

function toDateTime(name: string, value: unknown, timeZone: string): ReturnType<typeof tryToParseDateTime> {
  try {
    return tryToParseDateTime(value, timeZone);
  } catch {
    return tellDate(name);
  }
}

const tellDate = (name: string): never => {
  throw new UserError(`"${name}" is not a date`, {
    description: 'Choose a date, or give one such as 2026-11-22 or 2026-11-22T17:52:49Z.',
  });
};

/** The day before today in a time zone, YYYY-MM-DD. */
export const yesterdayIn = (timeZone: string): string =>
  tryToParseDateTime(new Date(), timeZone).minus({ days: 1 }).toFormat('yyyy-MM-dd');
