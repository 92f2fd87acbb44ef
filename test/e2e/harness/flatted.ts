/**
 * n8n stores a run as `flatted` JSON: one array in which every object, array and string stands once, and every
 * reference to one is its index as a string. Shared and circular parts come back as the same object.
 */
export function parseFlatted(text: string): unknown {
  const entries = JSON.parse(text) as unknown[];
  const revived = new Map<number, unknown>();

  const entryAt = (index: number): unknown => {
    const entry = entries[index];
    if (entry === null || typeof entry !== 'object') return entry;
    const known = revived.get(index);
    if (known !== undefined) return known;
    const copy: Record<string, unknown> | unknown[] = Array.isArray(entry) ? [] : {};
    revived.set(index, copy);
    for (const [key, value] of Object.entries(entry)) Reflect.set(copy, key, resolveReference(value));
    return copy;
  };
  const resolveReference = (value: unknown): unknown =>
    typeof value === 'string' ? entryAt(Number.parseInt(value, 10)) : value;

  return entryAt(0);
}
