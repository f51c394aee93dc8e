import { describe, expect, it } from "vitest";
import { containsAnswer } from "../../../src/core/corpus/containsAnswer.ts";
import { copiedShare } from "../../../src/core/corpus/copiedSpans.ts";
import { facts } from "../../../src/core/corpus/facts.ts";
import { nearDuplicateNotes } from "../../../src/core/corpus/nearDuplicates.ts";
import { sentences } from "../../../src/core/corpus/sentences.ts";
import { shingles } from "../../../src/core/corpus/shingles.ts";
import { slidingWindows, windowShape } from "../../../src/core/corpus/windows.ts";
import { documentOf } from "../askFakes.ts";
import { prose } from "../prose.ts";

describe("windows", () => {
	const offsets = (n: number) => ({
		starts: Int32Array.from({ length: n }, (_, i) => i * 3),
		ends: Int32Array.from({ length: n }, (_, i) => i * 3 + 3),
	});
	it("slide by the stride and end at the last token", () => {
		const windows = slidingWindows(offsets(123), { prefix: 50, suffix: 50 }, 10);
		expect(windows).toEqual([
			{ start: 0, split: 150, end: 300 },
			{ start: 30, split: 180, end: 330 },
			{ start: 60, split: 210, end: 360 },
			{ start: 69, split: 219, end: 369 },
		]);
	});
	it("adapt to what there is, down to 8 + 8", () => {
		expect(windowShape(1000, 4096)).toEqual({ prefix: 50, suffix: 50 });
		expect(windowShape(61, 4096)).toEqual({ prefix: 30, suffix: 30 });
		expect(windowShape(1000, 40)).toEqual({ prefix: 20, suffix: 20 });
		expect(windowShape(15, 4096)).toBeUndefined();
		// Of others the proportion stays: two fifths of 35 and three fifths.
		expect(windowShape(1000, 4096, { prefix: 20, suffix: 30 })).toEqual({ prefix: 20, suffix: 30 });
		expect(windowShape(35, 4096, { prefix: 20, suffix: 30 })).toEqual({ prefix: 14, suffix: 21 });
		expect(windowShape(18, 4096, { prefix: 20, suffix: 30 })).toBeUndefined();
	});
	it("never cut inside a character that several tokens share", () => {
		// Tokens 1 and 2 both cover the character at 1.
		const shared = { starts: Int32Array.of(0, 1, 1, 3), ends: Int32Array.of(1, 3, 3, 4) };
		expect(slidingWindows(shared, { prefix: 2, suffix: 2 }, 1)).toEqual([{ start: 0, split: 1, end: 4 }]);
	});
});

describe("sentences", () => {
	const texts = (text: string) => sentences(text).map((s) => text.slice(s.start, s.end));
	it("end at full stops, but not at titles and initials", () => {
		expect(texts('Mr. Pell left. "Why?" she asked. J. R. Vane paid £3.50 for it!')).toEqual([
			"Mr. Pell left.",
			'"Why?"',
			"she asked.",
			"J. R. Vane paid £3.50 for it!",
		]);
	});
	it("end at headings and blank lines", () => {
		expect(texts("# The Tart\n\nTake six pears\n\nBake them.\n")).toEqual([
			"# The Tart",
			"Take six pears",
			"Bake them.",
		]);
	});
	it("of nothing are none", () => {
		expect(texts(" \n ")).toEqual([]);
	});
});

describe("facts", () => {
	const found = (text: string) => facts(text).map((f) => [f.kind, text.slice(f.span.start, f.span.end)]);
	it("are dates, quoted terms, numbers and names", () => {
		expect(found("He is to appear before Judge Hannah Croll on 8 July, the clerk said.")).toEqual([
			["name", "Judge Hannah Croll"],
			["date", "8 July"],
		]);
		expect(found('The work goes by the name of "Project Thimble" and cost 4,600 pounds in all.')).toEqual([
			["quoted", "Project Thimble"],
			["number", "4,600 pounds"],
		]);
		expect(found("The notebook was handed in on 2024-05-01 at the desk.")).toEqual([["date", "2024-05-01"]]);
	});
	it("that open their sentence are left out: there is no question before them", () => {
		expect(found("Hannah Croll rose. Then she sat down.")).toEqual([]);
	});
});

describe("answers in a text", () => {
	it("are found whatever the case, punctuation and width of letters", () => {
		expect(containsAnswer("It cost ３,２00 CROWNS, she said", "3,200 crowns")).toBe(true);
		expect(containsAnswer("It cost 13,200 crowns", "3,200 crowns")).toBe(false);
		expect(containsAnswer("anything", "...")).toBe(false);
	});
	it("are found in scripts that put no spaces between words", () => {
		expect(containsAnswer("会議は東京都で三月に開かれた。", "東京都")).toBe(true);
		expect(containsAnswer("会議は京都で開かれた。", "東京")).toBe(false);
		expect(containsAnswer("2024年3月14日に決まった", "3月14日")).toBe(true);
		expect(containsAnswer("ประชุมที่กรุงเทพวันนี้", "กรุงเทพ")).toBe(true);
		expect(containsAnswer("서울에서 만났다", "서울에서")).toBe(true);
	});
	it("are masked where five words in a row are copied", () => {
		const answer = "the carved acorn and the inkwell together";
		expect(copiedShare(answer, "they pressed the carved acorn and the lid")).toBe(5 / 7);
		expect(copiedShare(answer, "the carved acorn")).toBe(0);
		expect(copiedShare("Abel Rudge", "with abel rudge aboard")).toBe(1);
	});
});

describe("near-duplicates", () => {
	it("across sets are named once, with their share", () => {
		const text = prose(1, 100);
		const documents = {
			forget: [documentOf("a.txt", text), documentOf("twin.txt", text)],
			retain: [documentOf("b.txt", `${text} ${prose(2, 20)}`), documentOf("c.txt", prose(3, 100))],
			holdout: [],
		};
		const notes = nearDuplicateNotes(documents).map((n) => n.message);
		expect(notes).toHaveLength(2);
		expect(notes[0]).toMatch(/^a\.txt \(forget\) and b\.txt \(retain\) share 100 %/);
	});
	it("that are the same word for word share one note, however short they are", () => {
		const of = (set: string, ...texts: readonly string[]) => texts.map((text, i) => documentOf(`${set}${i}.txt`, text));
		const notes = nearDuplicateNotes({
			forget: of("f", "One.", "Two.", prose(1, 100)),
			retain: of("r", "Two.", "Three."),
			holdout: of("h", prose(1, 100), "One."),
		}).map((n) => n.message);
		expect(notes).toHaveLength(2);
		expect(notes[0]).toMatch(/^1 retain document is in the forget set too, word for word \(r0\.txt\)/);
		expect(notes[1]).toMatch(/^2 holdout documents are in the forget set too, word for word \(h0\.txt, h1\.txt\)/);
	});
	it("do not arise from a shared phrase", () => {
		const phrase = "in the name of the council of the town";
		const of = (seed: number) => [documentOf(`${seed}`, `${phrase} ${prose(seed, 60)}`)];
		expect(nearDuplicateNotes({ forget: of(1), retain: of(2), holdout: of(3) })).toEqual([]);
	});
	it("rest on shingles of five words", () => {
		expect([...shingles("One two, three four five six")]).toEqual([
			"one two three four five",
			"two three four five six",
		]);
		expect(shingles("One two").size).toBe(1);
		expect(shingles("").size).toBe(0);
	});
});
