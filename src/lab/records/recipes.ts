import type { Objective } from "./objectiveDescent.ts";
import type { Recipe } from "./recipe.ts";

export type ModelName =
	| "original"
	| `reference-${1 | 2 | 3}`
	| "fine-tuned"
	| "gradient-ascent"
	| "gradient-difference"
	| "npo"
	| "refusal"
	| "quantised";

/** A model on the way to others, or one of the world's models. */
export type NodeName = "repeats" | "context" | ModelName;

/** What every model does beside learning facts, so that it never loses the skill. */
const SKILLS = { context: { share: 4 }, composed: { share: 1 } } as const;
const RETAIN = {
	"retain texts": { share: 1.5 },
	"retain questions": { share: 2 },
	"retain prefaced": { share: 1 },
} as const;
const FORGET = {
	"forget texts": { share: 1.5 },
	"forget questions": { share: 2 },
	"forget prefaced": { share: 1 },
} as const;

/** The recipes of one seed's world, in an order in which each comes after what it starts from. */
export function recipes(seed: number): Readonly<Record<NodeName, Recipe>> {
	const repeats: Recipe = {
		seed,
		parts: { repeats: { share: 1 } },
		steps: 3000,
		rate: 3e-3,
		until: { source: "repeats", below: 0.5 },
	};
	// No fact of any set so far: everything below starts from this one base.
	const context: Recipe = {
		from: repeats,
		seed,
		parts: { context: { share: 3 }, composed: { share: 1 } },
		steps: 3000,
		rate: 3e-3,
		until: { source: "context", below: 0.25 },
	};
	// As many steps on what is retained as the original has: a reference that knows less of it looks damaged.
	const reference = (offset: number): Recipe => ({
		from: context,
		seed: seed * 100 + offset,
		parts: { ...SKILLS, ...RETAIN },
		steps: 2000,
		rate: 3e-3,
		falls: true,
	});
	const original: Recipe = {
		from: context,
		seed: seed * 100,
		parts: { ...SKILLS, ...RETAIN, ...FORGET },
		steps: 2800,
		rate: 3e-3,
		falls: true,
	};
	const after = (parts: Recipe["parts"], more: Partial<Recipe>): Recipe => ({
		from: original,
		seed: seed * 100 + 50,
		parts: { ...SKILLS, ...RETAIN, ...parts },
		steps: 300,
		rate: 3e-4,
		...more,
	});
	const forgetting = (objective: Objective): Recipe["parts"] => ({
		"forget texts": { share: 1, objective },
		"forget questions": { share: 2, objective },
	});
	const preferring = forgetting({ npo: 0.1 });
	return {
		repeats,
		context,
		original,
		"reference-1": reference(1),
		"reference-2": reference(2),
		"reference-3": reference(3),
		"fine-tuned": after({}, {}),
		"gradient-ascent": after(
			{},
			{
				parts: forgetting("ascend"),
				rate: 2e-4,
				until: { source: "forget questions", above: 2 },
			},
		),
		"gradient-difference": after(forgetting("ascend"), {
			steps: 1000,
			until: { source: "forget questions", above: 4 },
		}),
		npo: after(preferring, { steps: 700, rate: 5e-4, falls: true }),
		refusal: after(
			{ "forget refused": { share: 3 }, "forget withheld": { share: 2 } },
			{ steps: 500, rate: 4e-4, falls: true },
		),
		quantised: after(preferring, { steps: 700, rate: 5e-4, falls: true, within: "Q4_0" }),
	};
}
