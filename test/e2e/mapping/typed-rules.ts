/** Dimension rules as a person types them into the rows of the form: texts with commas, rows of names and values. */
export interface TypedRule {
  readonly name: string;
  readonly for?: readonly string[];
  readonly when?: Readonly<Record<string, string>>;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** As the editor saves the rows. */
export const typedRules = (rules: readonly TypedRule[]) => ({
  policyDimensionRules: {
    rules: rules.map(({ name, for: subjects = [], when = {}, dimensions }) => ({
      name,
      for: subjects,
      when,
      dimensions: { values: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })) },
    })),
  },
});
