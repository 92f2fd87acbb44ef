/** A real Medusa for end-to-end tests. */
export { type PromotionCode, type RegionName, REGIONS, type Sku } from './catalog';
export { startMedusa, type MedusaOptions, type RunningMedusa } from './start-medusa';
export type { Basket, Return, Trade } from './trade';
export { tellStories, type Story } from './stories';
