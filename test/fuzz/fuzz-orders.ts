/** Many mutated payloads, each judged; the same seed makes the same payloads. */
import fc from 'fast-check';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy, PolicyInput } from '../../lib/policy/policy';
import { seededRandom } from '../shop/random';
import { richPolicy } from '../support/rich-policy';
import { PLATFORMS, type Seed, seedsOf } from './corpus';
import { judgePayload, type Outcome } from './judge-order';
import { mutatePayload } from './mutate-payload';

export interface Finding {
  /** `<seed>:<number of the case>`; see scripts/fuzz.ts. */
  readonly id: string;
  readonly from: string;
  readonly done: readonly string[];
  readonly what: string;
}

export interface FuzzReport {
  readonly cases: number;
  /** How many of each platform ended how. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly findings: readonly Finding[];
}

const POLICIES = 60;
const MOST_FINDINGS = 50;

const policiesOf = (seed: number): readonly Policy[] =>
  [{} as PolicyInput, ...fc.sample(richPolicy(), { numRuns: POLICIES, seed })].map((input) => {
    const { policy, problems } = parsePolicy(input);
    if (!policy) throw new Error(JSON.stringify(problems));
    return policy;
  });

/** Each case has a number of its own, so that one can be had again without those before it. */
const caseSeed = (seed: number, index: number): number => (Math.imul(seed, 0x9e3779b1) + index) >>> 0;

export class OrderFuzz {
  private readonly policies: readonly Policy[];
  private readonly seeds: ReadonlyMap<string, readonly Seed[]>;

  constructor(private readonly seed: number) {
    this.policies = policiesOf(seed);
    this.seeds = new Map(PLATFORMS.map((platform) => [platform, seedsOf(platform)]));
  }

  payload(index: number): {
    readonly document: unknown;
    readonly seed: Seed;
    readonly done: readonly string[];
    readonly policy: Policy;
  } {
    const random = seededRandom(caseSeed(this.seed, index));
    const platform = PLATFORMS[index % PLATFORMS.length] as string;
    const seed = random.pick(this.seeds.get(platform) ?? []);
    const policy = random.chance(0.3) ? (this.policies[0] as Policy) : random.pick(this.policies);
    const document: unknown = JSON.parse(seed.text);
    return { document, seed, done: mutatePayload(document, random), policy };
  }

  run(count: number, from = 0): FuzzReport {
    const outcomes: Record<string, Record<string, number>> = {};
    const findings: Finding[] = [];
    for (let index = from; index < from + count && findings.length < MOST_FINDINGS; index++) {
      const { document, seed, done, policy } = this.payload(index);
      const counts = (outcomes[seed.platform] ??= {});
      let outcome: Outcome | 'FAULT';
      try {
        outcome = judgePayload(document, seed.platform, policy);
      } catch (error) {
        outcome = 'FAULT';
        const what =
          error instanceof Error ? `${error.message}\n${(error.stack ?? '').slice(0, 1200)}` : String(error);
        findings.push({ id: `${this.seed}:${index}`, from: seed.name, done, what });
      }
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return { cases: count, outcomes, findings };
  }
}
