import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bm25 } from "../../../src/core/corpus/bm25.ts";
import { containsAnswer } from "../../../src/core/corpus/containsAnswer.ts";
import { copiedShare, copiedSpans } from "../../../src/core/corpus/copiedSpans.ts";
import { wordSpans, words } from "../../../src/core/corpus/shingles.ts";
import { auc } from "../../../src/core/metrics/auc.ts";
import { exactMemorization } from "../../../src/core/metrics/exactMemorization.ts";
import { extractionStrength, extractionStrengthOpenUnlearning } from "../../../src/core/metrics/extractionStrength.ts";
import { ks } from "../../../src/core/metrics/ks.ts";
import { minK } from "../../../src/core/metrics/minK.ts";
import { ngramEntropy } from "../../../src/core/metrics/ngramEntropy.ts";
import { privLeak } from "../../../src/core/metrics/privLeak.ts";
import { nForProbability, probabilityOfExtraction } from "../../../src/core/metrics/pz.ts";
import { rouge } from "../../../src/core/metrics/rouge.ts";

const value = fc.double({ min: -50, max: 50, noNaN: true });
const values = fc.array(value, { minLength: 1, maxLength: 30 });
// Few words, so that texts share some and repeat others.
const text = fc
	.array(fc.constantFrom("the", "cat", "sat", "on", "a", "mat", "running", "ran"), { maxLength: 20 })
	.map((w) => w.join(" "));
const ranks = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 });

describe("overlap of texts", () => {
	it("lies in 0 to 1, is 1 for a text with itself, and swaps precision with recall", () => {
		fc.assert(
			fc.property(text, text, fc.boolean(), (a, b, stem) => {
				const [there, back] = [rouge(a, b, stem), rouge(b, a, stem)];
				for (const name of ["rouge1", "rouge2", "rougeL"] as const) {
					for (const part of Object.values(there[name])) {
						expect(part).toBeGreaterThanOrEqual(0);
						expect(part).toBeLessThanOrEqual(1);
					}
					expect(there[name].precision).toBe(back[name].recall);
					expect(there[name].f1).toBeCloseTo(back[name].f1, 12);
				}
				if (a !== "") expect(rouge(a, a, stem).rougeL.f1).toBe(1);
			}),
		);
	});

	it("copying is all where the context contains the answer, and none without a word in common", () => {
		fc.assert(
			fc.property(text, text, text, (before, answer, after) => {
				fc.pre(answer !== "");
				expect(copiedShare(answer, `${before} ${answer} ${after}`)).toBe(1);
				expect(containsAnswer(`${before} ${answer} ${after}`, answer)).toBe(true);
				expect(copiedShare(answer, "nothing whatever here")).toBe(0);
				const spans = copiedSpans(answer, before);
				expect(spans.length).toBeLessThanOrEqual(wordSpans(answer).length);
				for (const { start, end } of spans) expect(words(answer.slice(start, end))).toHaveLength(1);
			}),
		);
	});

	it("a ranking holds every text with a word in common once, and no other", () => {
		fc.assert(
			fc.property(fc.array(text, { maxLength: 12 }), text, (texts, query) => {
				const found = bm25(texts)(query);
				const wanted = new Set(words(query));
				const alike = texts.flatMap((t, i) => (words(t).some((word) => wanted.has(word)) ? [i] : []));
				expect([...found].sort((a, b) => a - b)).toEqual(alike);
			}),
		);
	});
});

describe("separation of groups", () => {
	it("AUC turns into its complement when the groups change places, ties half", () => {
		fc.assert(
			fc.property(values, values, (a, b) => {
				expect(auc(a, b) + auc(b, a)).toBeCloseTo(1, 12);
				expect(auc(a, a)).toBeCloseTo(0.5, 12);
			}),
		);
	});

	it("AUC and KS see only the order of values", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 }),
				fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 }),
				(a, b) => {
					const cubed = (list: readonly number[]) => list.map((v) => v ** 3 + 2 * v);
					expect(auc(cubed(a), cubed(b))).toBeCloseTo(auc(a, b), 12);
					const [plain, turned] = [ks(a, b), ks(cubed(b), cubed(a))];
					expect(turned.statistic).toBeCloseTo(plain.statistic, 12);
					expect(turned.p).toBeCloseTo(plain.p, 12);
					expect(plain.p).toBeGreaterThan(0);
					expect(plain.p).toBeLessThanOrEqual(1);
				},
			),
		);
	});

	it("PrivLeak is 0 for the reference itself, and falls as forgotten texts look more like training data", () => {
		// Hundredths: neither two doubles nor their complements then differ by rounding alone.
		const share = fc.integer({ min: 0, max: 99 }).map((n) => n / 100);
		fc.assert(
			fc.property(share, share, share, (a, b, r) => {
				expect(privLeak(r, r)).toBeCloseTo(0, 9);
				expect(Math.sign(privLeak(a, r) - privLeak(b, r))).toBe(Math.sign(b - a) + 0);
				expect(privLeak(a, r)).toBeGreaterThanOrEqual(-100);
			}),
		);
	});
});

describe("numbers of tokens", () => {
	it("Min-K lies between the least value and the mean, and rises with the share", () => {
		fc.assert(
			fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (logp, share) => {
				const least = minK(logp, share);
				expect(least).toBeGreaterThanOrEqual(Math.min(...logp) - 1e-9);
				expect(least).toBeLessThanOrEqual(minK(logp, 1) + 1e-9);
				expect(minK([...logp].reverse(), share)).toBeCloseTo(least, 9);
				expect(minK([...logp, Number.NaN], share)).toBe(least);
			}),
		);
	});

	it("extraction strength is at most the share of first choices, and open-unlearning's at most one token more", () => {
		fc.assert(
			fc.property(ranks, (r) => {
				const strength = extractionStrength(r);
				expect(strength).toBeGreaterThanOrEqual(0);
				expect(strength).toBeLessThanOrEqual(exactMemorization(r) + 1e-12);
				expect(extractionStrengthOpenUnlearning(r)).toBeCloseTo(Math.max(strength, 1 / r.length), 12);
			}),
		);
	});

	it("tries and chances are each other's inverse", () => {
		fc.assert(
			fc.property(
				fc.double({ min: -60, max: -1e-6, noNaN: true }),
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				(logPz, p) => {
					const n = nForProbability(logPz, p);
					expect(probabilityOfExtraction(logPz, n)).toBeGreaterThanOrEqual(p - 1e-6);
					if (n > 1 && n < 1e12) expect(probabilityOfExtraction(logPz, n - 1)).toBeLessThan(p + 1e-6);
				},
			),
		);
	});

	it("fluency is at most what all different pairs and triples have", () => {
		fc.assert(
			fc.property(text, (t) => {
				const n = words(t).length;
				const bits = ngramEntropy(t);
				fc.pre(n >= 3);
				expect(bits).toBeGreaterThanOrEqual(0);
				expect(bits).toBeLessThanOrEqual((Math.log2(n - 1) * (2 / 3) + Math.log2(n - 2) * (4 / 3)) / 2 + 1e-9);
			}),
		);
	});
});
