/** What QuickBooks makes of the class and the department that a line or a record names. */
import type { Company, Row } from './company';

/** Refuses what is not there or inactive. What is not tracked is lost without a word, as QuickBooks does. */
export const dimensionsKept = (company: Company, carrier: Row): Row => {
  const { classTracking, departmentTracking } = company.settings;
  const kept = { ...carrier };
  for (const [field, entity, tracked] of [
    ['ClassRef', 'Class', classTracking],
    ['DepartmentRef', 'Department', departmentTracking],
  ] as const) {
    if (kept[field] === undefined) continue;
    const row = company.referred(entity, kept[field], entity);
    if (tracked) kept[field] = { value: row['Id'], name: row['FullyQualifiedName'] };
    else delete kept[field];
  }
  return kept;
};
