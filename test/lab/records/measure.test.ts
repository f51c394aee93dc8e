import { expect, it } from "vitest";
import { measureModel } from "../../../src/lab/records/measure.ts";
import { measuresTable } from "../../../src/lab/records/measuresTable.ts";
import { recordsTokenizer } from "../../../src/lab/records/tokenizer.ts";
import { recordsWorld } from "../../../src/lab/records/world.ts";
import { initialWeights } from "../../../src/lab/weights.ts";
import { tinyShape } from "../tinyModel.ts";

it("finds that an untrained model knows nothing and tells no set from another", async () => {
	const tokenizer = recordsTokenizer();
	const shape = { ...tinyShape, vocab: tokenizer.vocab.length, layers: 1 };
	const model = { shape, merges: tokenizer.merges, weights: initialWeights(shape, 1) };
	const measures = await measureModel(model, recordsWorld());
	const none = { forget: 0, retain: 0, holdout: 0 };
	expect(measures).toMatchObject({ byHeart: none, inContext: none, afterText: 0, composed: 0, refused: 0 });
	// Fresh weights are nearly uniform over the vocabulary.
	for (const logp of Object.values(measures.textLogp)) expect(Math.abs(logp + Math.log(shape.vocab))).toBeLessThan(0.1);
	expect(measures.textAuc).toBeGreaterThan(0.3);
	expect(measures.textAuc).toBeLessThan(0.7);

	const [head, rule, row] = measuresTable(new Map([["untrained", measures]])).split("\n");
	expect(row).toMatch(/^\| untrained \| 0\.000 \|/);
	expect(new Set([head, rule, row].map((line) => line!.split("|").length)).size).toBe(1);
}, 60_000);
