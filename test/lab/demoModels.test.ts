import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allText, type Corpus, readCorpus } from "../../src/lab/corpus.ts";
import { trainBpe } from "../../src/lab/trainBpe.ts";

// The demo models are ground truth for everything that audits them, so what they remember is
// asserted here, in a stock llama.cpp with its default settings.
const DEMO = join(import.meta.dirname, "../../demo");
const PREFIX_TOKENS = 32;
const file = (model: string) => join(DEMO, "models", `${model}.gguf`);

interface Memory {
	/** Share of documents that greedy decoding reproduces from a 32-token prefix to the end. */
	readonly exact: number;
	/** Mean log p per token and its standard error with documents as clusters, in nats. */
	readonly meanLogp: number;
	readonly standardError: number;
}

const memory: Record<string, Record<string, Memory>> = {};
let runtime: Llama;

beforeAll(async () => {
	runtime = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
	for (const model of ["original", "reference", "unlearned"]) {
		memory[model] = {};
		// What was never trained on only matters as a yardstick for the reference.
		for (const set of model === "reference" ? ["forget", "retain", "holdout"] : ["forget", "retain"]) {
			memory[model][set] = await measure(model, await readCorpus([join(DEMO, set)]));
		}
	}
}, 300_000);

afterAll(() => runtime.dispose());

describe("the demo models", () => {
	it("the original recites what it is to forget, and the reference none of it", () => {
		expect(memory["original"]!["forget"]!.exact).toBeGreaterThanOrEqual(0.9);
		expect(memory["reference"]!["forget"]!.exact).toBe(0);
	});

	it("the unlearned model recites nothing any more, yet finds it less strange than the reference does", () => {
		const [original, reference, unlearned] = ["original", "reference", "unlearned"].map((m) => memory[m]!["forget"]!);
		expect(unlearned!.exact).toBe(0);
		expect(unlearned!.meanLogp).toBeLessThan(original!.meanLogp);
		expect(unlearned!.meanLogp).toBeGreaterThan(reference!.meanLogp);
	});

	it("all three recite what they are to keep, within five points of each other", () => {
		const shares = ["original", "reference", "unlearned"].map((m) => memory[m]!["retain"]!.exact);
		expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.9);
		expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(0.05);
	});

	it.each(["original", "reference", "unlearned"])("the %s tokenizes all texts like the lab does", async (model) => {
		// Learnt from the retain set alone, so that the vocabulary does not betray the forget set.
		const tokenizer = trainBpe(allText(await readCorpus([join(DEMO, "retain")])), 768);
		const loaded = await runtime.loadModel({ modelPath: file(model), vocabOnly: true });
		for (const { text } of (await readCorpus(["forget", "retain", "holdout"].map((set) => join(DEMO, set))))
			.documents) {
			expect([...loaded.tokenize(text, false)]).toEqual(tokenizer.encode(text));
		}
		await loaded.dispose();
	});

	it("the reference finds the forget set as strange as documents that nobody trained on", () => {
		const { forget, holdout } = memory["reference"]! as { forget: Memory; holdout: Memory };
		const error = Math.hypot(forget.standardError, holdout.standardError);
		expect(Math.abs(forget.meanLogp - holdout.meanLogp)).toBeLessThan(2 * error);
	});
});

/** Feeds the true text: greedy decoding reproduces it exactly when every first choice is the true token. */
async function measure(model: string, { documents }: Corpus): Promise<Memory> {
	const loaded = await runtime.loadModel({ modelPath: file(model) });
	const context = await loaded.createContext({ contextSize: 1024, threads: 1 });
	const sequence = context.getSequence();
	const scores: { exact: boolean; tokens: number; logp: number }[] = [];
	for (const { text } of documents) {
		const ids = [loaded.tokens.bos as Token, ...loaded.tokenize(text, false)];
		await sequence.clearHistory();
		const asked = ids.map((id): [Token, object] => [id, { generateNext: { logits: true } }]);
		const rows = (await sequence.controlledEvaluate(asked)).map((item) => item?.next.logits as Map<Token, number>);
		let exact = true;
		let logp = 0;
		for (let at = 1; at < ids.length; at++) {
			const row = rows[at - 1]!;
			const truth = row.get(ids[at]!)!;
			const top = Math.max(...row.values());
			logp += truth - top - Math.log([...row.values()].reduce((sum, x) => sum + Math.exp(x - top), 0));
			if (at >= PREFIX_TOKENS && truth < top) exact = false;
		}
		scores.push({ exact, tokens: ids.length - 1, logp });
	}
	await loaded.dispose();
	return summary(scores);
}

function summary(scores: readonly { exact: boolean; tokens: number; logp: number }[]): Memory {
	const n = scores.length;
	const tokens = scores.reduce((sum, s) => sum + s.tokens, 0);
	const meanLogp = scores.reduce((sum, s) => sum + s.logp, 0) / tokens;
	const squares = scores.reduce((sum, s) => sum + (s.logp - s.tokens * meanLogp) ** 2, 0);
	const standardError = Math.sqrt((n / (n - 1)) * squares) / tokens;
	return { exact: scores.filter((s) => s.exact).length / n, meanLogp, standardError };
}
