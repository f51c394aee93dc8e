import { describe, expect, test } from "vitest";
import { METRIC_JSON } from "../../src/cli/contracts/metric.ts";
import { ROW_METRICS } from "../../src/cli/metrics/registry.ts";
import { run } from "./fakeShell.ts";

async function metric(name: string, rows: readonly unknown[], profile = "strict") {
	const stdin = rows.map((row) => JSON.stringify(row)).join("\n");
	const { code, stdout } = await run(["metric", name, "--profile", profile], { stdin });
	expect(code).toBe(0);
	METRIC_JSON.parse(JSON.parse(stdout));
	return JSON.parse(stdout);
}

describe("palimpsest metric", () => {
	// By hand: reference "the cats are running", prediction "the cat is running now".
	const row = { reference: "The cats are running.", prediction: "the cat is running, now" };

	test("rouge follows the profile: who stems, and what is reported", async () => {
		// Stemmed: the cat are run / the cat is run now: LCS "the cat run" = 3 of 4 and of 5.
		const strict = await metric("rouge", [row, { reference: "a", prediction: "a" }]);
		expect(strict.rows[0].rougeL).toEqual({ precision: 3 / 5, recall: 3 / 4, f1: expect.closeTo(2 / 3) });
		expect(strict.aggregate.value).toBeCloseTo((2 / 3 + 1) / 2);
		expect(strict.aggregate.n).toBe(2);
		// Unstemmed: "the running" = 2 of 4 and of 5; MUSE reports F1 in hundredths.
		const muse = await metric("rouge", [row], "muse");
		expect(muse.rows[0].rougeL).toEqual({ precision: 2 / 5, recall: 2 / 4, f1: expect.closeTo(4 / 9) });
		expect(muse.aggregate.value).toBeCloseTo(400 / 9);
		expect((await metric("rouge", [row], "tofu")).aggregate.value).toBeCloseTo(3 / 4);
		expect((await metric("rouge", [row], "open-unlearning")).aggregate.value).toBeCloseTo(2 / 3);
	});

	test("auc counts ties half; MUSE's key holds the complement", async () => {
		const values = [
			{ group: 0, value: 1 },
			{ group: 0, value: 2 },
			{ group: 1, value: 2 },
			{ group: 1, value: 3 },
		];
		// Pairs (1,2) (1,3) (2,3) won, (2,2) tied: 3.5 of 4.
		expect((await metric("auc", values)).aggregate).toMatchObject({ value: 0.875, n: [2, 2] });
		expect((await metric("auc", values, "muse")).aggregate.value).toBe(0.125);
	});

	test("ks gives the exact test", async () => {
		const values = [1, 2, 3]
			.map((value) => ({ group: 0, value }))
			.concat([4, 5, 6].map((value) => ({ group: 1, value })));
		// Of the C(6,3) = 20 orders, two separate the groups wholly.
		expect((await metric("ks", values)).aggregate).toMatchObject({
			statistic: 1,
			p: expect.closeTo(0.1),
			method: "exact",
		});
	});

	test("tokens' numbers become each metric's", async () => {
		// The lowest fifth of five is one; the lowest two fifths are two, with MUSE's sign.
		const logp = [-1, -5, -2, -3, -4];
		expect((await metric("min-k", [{ logp }])).rows).toEqual([{ value: -5 }]);
		expect((await metric("min-k", [{ logp }], "muse")).rows).toEqual([{ value: 4.5 }]);
		// z = (log p + entropy) / sd: -2, -1.
		const standard = { logp: [-5, -3], entropy: [1, 1], sd: [2, 2] };
		expect((await metric("min-k++", [standard])).rows).toEqual([{ value: -2 }]);
		const { rows } = await metric("pz", [{ logq: [Math.log(0.5), Math.log(0.25)] }]);
		// 1 - (7/8)^6 = 0.551, after five tries 0.487.
		expect(rows).toEqual([{ logPz: expect.closeTo(Math.log(1 / 8)), pz: expect.closeTo(1 / 8), tries: 6 }]);
		const ranks = [0, 3, 0, 0];
		expect((await metric("extraction-strength", [{ ranks }])).rows).toEqual([{ value: 0.5 }]);
		expect((await metric("extraction-strength", [{ ranks: [0, 1] }], "open-unlearning")).rows).toEqual([
			{ value: 0.5 },
		]);
		expect((await metric("exact-memorization", [{ ranks }])).rows).toEqual([{ value: 0.75 }]);
	});

	test("samples, AUCs and texts too", async () => {
		// 1 - C(8, 2) / C(10, 2)
		expect((await metric("leak-at-k", [{ leaks: 2, n: 10, k: 2 }])).rows[0].value).toBeCloseTo(17 / 45);
		expect((await metric("privleak", [{ model: 1, reference: 0.5 }])).rows).toEqual([{ value: -100 }]);
		expect((await metric("privleak", [{ model: 0, reference: 0.5 }], "muse")).rows).toEqual([{ value: -100 }]);
		expect((await metric("fluency", [{ text: "a b c d" }])).rows[0].value).toBeCloseTo(Math.log2(3) / 3 + 2 / 3);
		const groups = [...Array(100).keys()]
			.map((value) => ({ group: 0, value }))
			.concat([
				{ group: 1, value: 98.5 },
				{ group: 1, value: 1 },
			]);
		// At 1 % one of the hundred may pass: 99 does, and 98.5 is found.
		expect((await metric("tpr", groups)).aggregate).toMatchObject({ value: 0.5, at01: 0 });
	});

	test("truth-ratio says which definition it follows", async () => {
		// 1/8 over 1/2, and 5/32 over 1/2.
		const row = { right: Math.log(1 / 2), wrong: [Math.log(1 / 4), Math.log(1 / 16)] };
		const { rows, aggregate } = await metric("truth-ratio", [row], "tofu");
		expect(rows).toEqual([
			{ value: expect.closeTo(1 / 4), arithmetic: expect.closeTo(5 / 16), preference: expect.closeTo(0.8) },
		]);
		expect(aggregate).toEqual({ value: rows[0].value, kept: 1 - rows[0].value, definition: "geometric", n: 1 });
		expect((await metric("truth-ratio", [row], "open-unlearning")).aggregate.definition).toBe("open-unlearning");
	});

	test("loss-curve tells every feature of a row", async () => {
		// Losses 3, 2, 1: slope -1, one above 2, none above what was before; three levels are three phrases.
		const { rows, aggregate } = await metric("loss-curve", [{ logp: [-3, -2, -1] }]);
		expect(rows).toEqual([{ value: -1, start: 2, aboveMean: 1 / 3, aboveEarlier: 0, entropy: null, complexity: 1 }]);
		expect(aggregate).toEqual({ value: -1, n: 1 });
	});

	test("few tokens are what each profile makes of them", async () => {
		// Two fifths of two tokens are none: the mean of nothing in MUSE, the least token in open-unlearning.
		const two = { logp: [-1, -5] };
		expect((await metric("min-k", [two], "muse")).rows).toEqual([{ value: null }]);
		expect((await metric("min-k", [two], "open-unlearning")).rows).toEqual([{ value: 5 }]);
		// Of three they are one.
		expect((await metric("min-k", [{ logp: [-1, -5, -2] }], "muse")).rows).toEqual([{ value: 5 }]);
		const none = { logp: [] };
		expect((await metric("min-k", [none])).rows).toEqual([{ value: null }]);
		expect((await metric("min-k", [none], "muse")).rows).toEqual([{ value: null }]);
		expect((await metric("min-k", [none], "open-unlearning")).rows).toEqual([{ value: 0 }]);
		// Without tokens there is no share of them; open-unlearning leaves such a row out.
		const ranks = [{ ranks: [] }, { ranks: [0, 1] }];
		expect((await metric("exact-memorization", ranks)).aggregate).toEqual({ value: null, n: 2 });
		expect((await metric("exact-memorization", ranks, "open-unlearning")).aggregate).toEqual({ value: 0.5, n: 1 });
	});

	test("min-k++ follows the profile: share, sign, floors", async () => {
		// z = log p + 1: -1, -4, -2, -3, 0. The lowest fifth is -4; the lowest two fifths are -4 and -3.
		const row = { logp: [-2, -5, -3, -4, -1], entropy: [1, 1, 1, 1, 1], sd: [1, 1, 1, 1, 1] };
		expect((await metric("min-k++", [row])).rows).toEqual([{ value: -4 }]);
		expect((await metric("min-k++", [row], "open-unlearning")).rows).toEqual([{ value: 3.5 }]);
		expect((await metric("min-k++", [row], "rwku")).rows).toEqual([{ value: -4 }]);
		// One token is no fifth of itself to RWKU.
		const one = { logp: [-2], entropy: [1], sd: [1] };
		expect((await metric("min-k++", [one])).rows).toEqual([{ value: -1 }]);
		expect((await metric("min-k++", [one], "rwku")).rows).toEqual([{ value: null }]);
		// A variance of nothing is 1e-6, so z = -1 / 1e-3; RWKU divides by it.
		const flat = { ...row, sd: [0, 1, 1, 1, 1] };
		expect((await metric("min-k++", [flat])).rows).toEqual([{ value: expect.closeTo(-1000) }]);
		expect((await metric("min-k++", [flat], "rwku")).rows).toEqual([{ value: null }]);
		const none = { logp: [], entropy: [], sd: [] };
		expect((await metric("min-k++", [none], "open-unlearning")).rows).toEqual([{ value: 0 }]);
	});

	test("privleak of open-unlearning is finite, and takes a reference for granted", async () => {
		const all = { model: 0.5, reference: 1 };
		expect((await metric("privleak", [all])).rows).toEqual([{ value: null }]);
		// 100 (0.5 - 0) / (0 + 1e-10)
		expect((await metric("privleak", [all], "open-unlearning")).rows[0].value).toBeCloseTo(5e11, -3);
		// 100 (0.25 - 0.5) / (0.5 + 1e-10): -50 without the term, 1e-8 less of it with it.
		const { value } = (await metric("privleak", [{ model: 0.75 }], "open-unlearning")).rows[0];
		expect(value).toBe((-0.25 / (0.5 + 1e-10)) * 100);
		expect(value).not.toBe(-50);
	});

	test("truth-ratio of open-unlearning has its term in the aggregate too", async () => {
		// r = 1 / (1/2 + 1e-10), so the inverse is the lesser.
		const row = { right: Math.log(1 / 2), wrong: [0] };
		const { rows, aggregate } = await metric("truth-ratio", [row], "open-unlearning");
		expect(rows[0].value).toBeCloseTo(2, 8);
		expect(aggregate.value).toBe(1 / (rows[0].value + 1e-10));
		expect(aggregate.value).not.toBe(1 / rows[0].value);
	});

	test("pz of a token that cannot be drawn is 0", async () => {
		const { rows, aggregate } = await metric("pz", [{ logq: [-1, "-Infinity"] }, { logq: [0] }]);
		expect(rows).toEqual([
			{ logPz: null, pz: 0, tries: null },
			{ logPz: 0, pz: 1, tries: 1 },
		]);
		expect(aggregate).toEqual({ value: 0.5, n: 2 });
	});

	test("expected-maximum is the mean over all draws", async () => {
		// Of 0, 1/2 and 1 the pairs have the maxima 1/2, 1, 1.
		expect((await metric("expected-maximum", [{ values: [1, 0, 0.5], k: 2 }])).rows).toEqual([
			{ value: expect.closeTo(2.5 / 3) },
		]);
		// For 0 and 1 it is leak@k: 1 - C(8, 2) / C(10, 2).
		const values = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
		expect((await metric("expected-maximum", [{ values, k: 2 }])).aggregate.value).toBeCloseTo(17 / 45);
	});

	test("likelihood tells the loss and what a row has yardsticks for", async () => {
		// Loss 2; 12 bytes; half of the lower-cased text's; 4 - 2 below the reference's.
		const row = { logp: [-1, -3], text: "a".repeat(100), lower: [-4], reference: [-3, -5] };
		const { rows, aggregate } = await metric("likelihood", [row, { logp: [-4], text: "" }]);
		expect(rows[0]).toEqual({ value: 2, zlib: 2 / 12, lower: 0.5, reference: -2 });
		// Nothing is eight bytes of zlib. What one row lacks has no mean.
		expect(rows[1]).toEqual({ value: 4, zlib: 0.5 });
		expect(aggregate).toEqual({ value: 3, zlib: (2 / 12 + 0.5) / 2, n: 2 });
		expect((await metric("likelihood", [row], "rwku")).rows).toEqual([{ value: -2, zlib: -2 / 12 }]);
	});

	test("recall-ratio is mean over mean", async () => {
		const row = { conditioned: [-2, -4], logp: [-1, -2] };
		expect((await metric("recall-ratio", [row])).rows).toEqual([{ value: 2 }]);
	});

	test("longest-match counts words, characters and words in order", async () => {
		// "cat sat on"; " cat sat"; cat sat on mat.
		const row = { reference: "The cat sat on the mat.", prediction: "A cat sat, on a mat" };
		expect((await metric("longest-match", [row])).rows).toEqual([{ value: 3, characters: 8, subsequence: 4 }]);
	});

	test("coverage adds up what predictions reproduce", async () => {
		const reference = "one two three four five six seven eight nine ten eleven twelve";
		const predictions = ["One, two, three. Go!", "and two three four five", "nine ten"];
		// Words 1 to 3 and 2 to 5 are 5 of 12 in a row; two words are no run of three.
		const row = { reference, predictions, k: 3 };
		expect((await metric("coverage", [row])).rows).toEqual([{ value: 5 / 12, block: 5, span: 4 }]);
		// Words 2 to 6 are the prompt's, and the first one alone is no run.
		const prompt = "two three four five six";
		expect((await metric("coverage", [{ ...row, prompt }])).rows).toEqual([{ value: 0, block: 0, span: 0 }]);
		// Ten words in a row where no other number is named.
		const words = reference.split(" ");
		const long = [words.slice(0, 9), words.slice(2)].map((some) => ({ reference, predictions: [some.join(" ")] }));
		expect((await metric("coverage", long)).rows).toEqual([
			{ value: 0, block: 0, span: 0 },
			{ value: 10 / 12, block: 10, span: 10 },
		]);
		expect((await metric("coverage", [{ reference, predictions: [] }])).rows[0].value).toBe(0);
	});

	test("the help names every metric with its rows and profiles", async () => {
		const { stdout } = await run(["metric", "--help"], {});
		for (const { name, rows } of ROW_METRICS) {
			expect(stdout.replace(/\s+/g, " ")).toContain(`${name} ${rows}. Profiles: strict`);
		}
	});

	test("zlib counts bytes", async () => {
		// python3 -c "import zlib; print(len(zlib.compress(b'a'*100)))"
		expect((await metric("zlib", [{ text: "a".repeat(100) }])).rows).toEqual([{ bytes: 12 }]);
	});

	test.each([
		["nothing", "strict", '{"reference":"a","prediction":"b"}', /no metric named "nothing".*rouge, ks, auc, tpr, zlib/],
		["rouge", "rwku", '{"reference":"a","prediction":"b"}', /The profile rwku has no metric "rouge"/],
		["rouge", "strict", '{"reference":"a"}', /Line 1 of standard input cannot be used: "prediction" is missing/],
		[
			"ks",
			"strict",
			'{"group":0,"value":1}\n{"group":2,"value":1}',
			/Line 2 of standard input cannot be used: "group" has a value that is not allowed/,
		],
		["fluency", "rwku", '{"text":"a b c"}', /The profile rwku has no metric "fluency"\. Choose one of: strict/],
		[
			"privleak",
			"strict",
			'{"model":1}\n{"model":1}',
			/Row 1 has no "reference"\. .*only open-unlearning assumes 0\.5/,
		],
		["pz", "strict", '{"logq":[null]}', /Line 1 .* "logq\.0" has a value that is not allowed/],
		["expected-maximum", "strict", '{"values":[1],"k":2}', /Line 1 of standard input cannot be used/],
		["likelihood", "strict", '{"logp":[-1],"reference":[-1,-2]}', /Line 1 of standard input cannot be used/],
		["ks", "strict", "{", /Line 1 of standard input is not valid JSON/],
		["ks", "strict", "", /Standard input held no rows/],
	])("%s under %s refuses %s", async (name, profile, stdin, sentence) => {
		const { code, stdout, stderr } = await run(["metric", name, "--profile", profile], { stdin });
		expect([code, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(sentence);
	});
});

test.each(["auc", "ks"])("%s of a group without rows is refused, not NaN", async (name) => {
	const { code, stdout, stderr } = await run(["metric", name], { stdin: '{"group":1,"value":3}' });
	expect([code, stdout]).toEqual([2, ""]);
	expect(stderr).toBe('palimpsest: No row has "group": 0. Two groups are compared: give rows of 0 and of 1.\n');
});
