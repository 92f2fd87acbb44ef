/** JSON as Python writes it: floats keep their point (`10.0`) and turn to exponents early (`5.8e-05`). */

export class PyFloat {
  constructor(readonly value: number) {}
}

const represent = (value: number): string => {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${String(value)}.0`;
  const size = Math.abs(value);
  const text = size >= 1e-4 && size < 1e16 ? String(value) : value.toExponential();
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
};

export const pythonJson = (value: unknown): string => {
  if (value instanceof PyFloat) return represent(value.value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, field]) => `${JSON.stringify(name)}: ${pythonJson(field)}`)
      .join(', ')}}`;
  return JSON.stringify(value ?? null);
};
