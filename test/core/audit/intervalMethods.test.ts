import { expect, test } from "vitest";
import type { AuditEvent } from "../../../src/core/audit/event.ts";
import { DEFAULT_POLICY } from "../../../src/core/audit/policy.ts";
import { runAudit } from "../../../src/core/audit/run.ts";
import { fakeModel } from "../../../src/core/model/fakeModel.ts";
import { PROBES } from "../../../src/core/probes/registry.ts";
import { askFakes, descriptions, documentOf } from "../askFakes.ts";
import { prose } from "../prose.ts";

/** Two documents a set, so that there are intervals; each with a question. */
const pairs = ["Korvo", "Tresk", "Velmar", "Ondal", "Merrow", "Pellin"].map((answer, i) => ({
	text: `Person ${i} was born in ${answer}. ${prose(i + 1, 90)}`,
	asked: [{ question: `Where was Person ${i} born?`, answer }],
}));
const set = (name: string, from: number) =>
	pairs.slice(from, from + 2).map(({ text, asked }, i) => documentOf(`${name}${i}.txt`, text, asked));
const documents = { forget: set("forget", 0), retain: set("retain", 2), holdout: set("holdout", 4) };
const vocabulary = pairs.flatMap(({ text, asked }) => [text, ...asked.map((pair) => Object.values(pair).join(" "))]);
const fakes = {
	target: fakeModel({ memorised: [pairs[0]?.text ?? ""], vocabulary }),
	original: fakeModel({ memorised: pairs.slice(0, 4).map(({ text }) => text), vocabulary }),
	reference: fakeModel({ memorised: pairs.slice(2, 4).map(({ text }) => text), vocabulary }),
};

test("every aggregate of every probe names what its interval was had by", async () => {
	const plan = { documents, models: descriptions(fakes), probes: PROBES, policy: DEFAULT_POLICY, seed: 1 };
	let last: AuditEvent | undefined;
	for await (const event of runAudit(plan, askFakes(fakes))) last = event;
	if (last?.type !== "concluded") throw new Error("the audit did not conclude");
	const all = Object.values(last.conclusions).flatMap(({ metrics }) => Object.entries(metrics));
	expect(all.length).toBeGreaterThan(100);
	const byMethod = Map.groupBy(all, ([, { method }]) => method);
	for (const [name, { interval, method }] of all) {
		expect([name, method === "none"]).toEqual([name, interval.some(Number.isNaN)]);
	}
	const twoSets = /_auc|_tpr_|^privleak/;
	const names = (pattern: RegExp) =>
		[...byMethod].flatMap(([m, of]) => (pattern.test(m) ? of.map(([name]) => name) : []));
	expect(names(/^percentile bootstrap over forget and holdout documents/).every((name) => twoSets.test(name))).toBe(
		true,
	);
	expect(names(/^percentile bootstrap over documents/).some((name) => twoSets.test(name))).toBe(false);
	expect(names(/^percentile bootstrap over forget and holdout/)).toContain("privleak_answers");
	expect(names(/^Clopper-Pearson/)).toEqual(["leak_rate", "leak_rate.original", "leak_rate.reference"]);
});
