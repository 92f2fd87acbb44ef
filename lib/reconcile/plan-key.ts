/** Reads our own keys back: `platform:store:order:kind:sub-id#sequence`, colons inside a field percent-encoded. */

export interface EntryKeyParts {
  readonly entryKey: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  /** Kind of the finance event, such as `sale`. */
  readonly kind: string;
}

export interface PlanKeyParts extends EntryKeyParts {
  readonly sequence: number;
}

const ENTRY_KEY = /^([^:#]+):([^:]+):([^:]+):([a-z_]+):([^:]*)$/;
const PLAN_KEY = /^([^]+)#([1-9]\d{0,8})$/;

const decode = (field: string): string => field.replace(/%3A/g, ':').replace(/%25/g, '%');

/** Undefined when the text is not an entry key of ours. */
export const parseEntryKey = (text: string): EntryKeyParts | undefined => {
  const [, platform, storeId, orderId, kind] = ENTRY_KEY.exec(text) ?? [];
  if (platform === undefined || storeId === undefined || orderId === undefined || kind === undefined)
    return undefined;
  return {
    entryKey: text,
    platform: decode(platform),
    storeId: decode(storeId),
    orderId: decode(orderId),
    kind,
  };
};

/** Undefined when the text is not a plan key of ours: a record with such a reference is no concern of ours. */
export const parsePlanKey = (text: string): PlanKeyParts | undefined => {
  const [, entryKey, sequence] = PLAN_KEY.exec(text) ?? [];
  const entry = entryKey === undefined ? undefined : parseEntryKey(entryKey);
  return entry && { ...entry, sequence: Number.parseInt(sequence as string, 10) };
};
