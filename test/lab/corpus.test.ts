import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { questionText, readCorpus } from "../../src/lab/corpus.ts";

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "lab-corpus-"));
});

afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

describe("a corpus", () => {
	it("holds text files by name and the questions about them", async () => {
		await put("b.txt", "Second.\r\nLine.\r\n");
		await put("a.md", "# First\n");
		await put("picture.png", "no text");
		await put("questions.jsonl", '{"document":"a.md","question":"Which?","answer":"First"}\n\n');
		expect(await readCorpus([folder])).toEqual({
			documents: [
				{ name: "a.md", text: "# First" },
				{ name: "b.txt", text: "Second.\nLine." },
			],
			questions: [{ document: "a.md", question: "Which?", answer: "First" }],
		});
	});

	it("writes a question the way models are asked", () => {
		expect(questionText({ document: "a", question: "Which?", answer: "First" })).toBe(
			"Question: Which?\nAnswer: First",
		);
	});

	it.each([
		["a folder that is missing", async () => {}, "missing", /cannot be read/],
		["a folder without texts", async () => {}, "", /holds no \.txt or \.md file/],
		["an empty document", () => put("a.txt", " \n"), "", /a\.txt is empty/],
		["a broken line", () => put("a.txt", "x").then(() => put("questions.jsonl", "{}\n{")), "", /jsonl:1 lacks/],
		["a line that is no JSON", () => put("a.txt", "x").then(() => put("questions.jsonl", "{")), "", /jsonl:1 is not/],
		["a line that is null", () => put("a.txt", "x").then(() => put("questions.jsonl", "null")), "", /jsonl:1 lacks/],
	])("refuses %s", async (_, prepare, below, message) => {
		await prepare();
		await expect(readCorpus([join(folder, below)])).rejects.toThrow(message);
	});

	it("refuses no folder at all", async () => {
		await expect(readCorpus([])).rejects.toThrow(/No folder/);
	});
});
