import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { porterStem } from "../../../src/core/metrics/porterStemmer.ts";

// Words and stems printed by NLTK 3.8, PorterStemmer() in its default mode.
const lines = readFileSync(new URL("fixtures/porterNltk.txt", import.meta.url), "utf8")
	.trim()
	.split("\n");

it("stems every frozen word as NLTK's default mode does", () => {
	expect(lines.length).toBeGreaterThan(2500);
	const wrong = lines.filter((line) => {
		const [word = "", stem] = line.split(" ");
		return porterStem(word) !== stem;
	});
	expect(wrong).toEqual([]);
});

// Where the default mode departs from the algorithm of 1980 (metrics.md 1.1), each with its reason.
it.each([
	["always", "alway"], // y after a vowel stays
	["anyway", "anyway"],
	["array", "array"],
	["skies", "sky"], // irregular forms
	["dying", "die"],
	["news", "news"],
	["proceed", "proceed"],
	["dies", "die"], // four letters keep the e
	["flies", "fli"],
	["died", "die"],
	["geology", "geolog"], // the l of -logi stays with the stem
	["hopefully", "hope"], // -fulli goes like -fulness
	["using", "use"], // vowel, consonant and nothing else gets its e back
])("%s -> %s", (word, stem) => {
	expect(porterStem(word)).toBe(stem);
});
