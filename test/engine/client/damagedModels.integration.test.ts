import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../../src/core/audit/problem.ts";
import { inspectModel } from "../../../src/engine/client/inspectModel.ts";
import { openEngine } from "../../../src/engine/client/openEngine.ts";
import { builtKernel } from "../builtKernel.ts";
import { tinyModel, tinyModelBytes } from "../tinyModel.ts";

beforeAll(builtKernel);

const folder = mkdtempSync(join(tmpdir(), "palimpsest-damaged-"));
function written(name: string, bytes: Uint8Array | string): string {
	const file = join(folder, name);
	writeFileSync(file, bytes);
	return file;
}

/** The Problem a promise rejects with; anything else fails the test. */
async function problemOf(promise: Promise<unknown>): Promise<Problem> {
	const error = await promise.then(
		() => undefined,
		(reason) => reason,
	);
	if (error instanceof Problem) return error;
	throw new Error(`expected a Problem, got ${error}`);
}

const model = tinyModelBytes();
const cases: readonly (readonly [what: string, file: string, says: RegExp])[] = [
	["a file that is not there", join(folder, "absent.gguf"), /absent\.gguf does not exist/],
	["a folder", folder, /is a folder/],
	["a text", written("text.gguf", "Dear Mrs Holm, the boats came in before noon."), /text\.gguf is not a GGUF file/],
	["an empty file", written("empty.gguf", ""), /empty\.gguf is cut off after 0 bytes/],
	["a header cut off", written("header.gguf", model.slice(0, 20)), /header\.gguf is cut off/],
	["metadata cut off", written("metadata.gguf", model.slice(0, 2000)), /metadata\.gguf/],
	[
		"weights cut off",
		written("weights.gguf", model.slice(0, model.length >> 1)),
		/weights\.gguf is damaged or incomplete/,
	],
	[
		"an old version",
		written(
			"old.gguf",
			Uint8Array.from(model, (x, i) => (i === 4 ? 1 : x)),
		),
		/GGUF version 1/,
	],
	[
		"an architecture of the future",
		tinyModel({ architecture: "palimpsest9" }, "future.gguf"),
		/future\.gguf has the architecture "palimpsest9"/,
	],
];

describe("a model file that cannot be used is refused in one sentence:", () => {
	test.each(cases)("%s", async (_, file, says) => {
		const problem = await problemOf(openEngine(file));
		expect(problem.code).toBe("input");
		expect(problem.message).toMatch(says);
		expect(problem.message).toMatch(/^[^\n]*\.$/);
		expect(problem.remedy).toMatch(/^[A-Z][^\n]*\.$/);
	});

	test("a file that cannot be read", async () => {
		// A link to itself: unreadable for everybody, root included.
		const file = join(folder, "loop.gguf");
		symlinkSync(file, file);
		expect((await problemOf(openEngine(file))).message).toMatch(/loop\.gguf cannot be read \(ELOOP\)/);
	});
});

test("inspecting tells what a header says", async () => {
	const file = tinyModel({ withoutPreTokenizer: false });
	expect(await inspectModel(file)).toEqual({
		file,
		bytes: model.length,
		name: "tiny",
		architecture: "llama",
		// Embedding 288 x 64, per layer 4 x 64^2 + 3 x 64 x 96 + 2 x 64, two layers, last norm.
		parameters: 288 * 64 + 2 * (4 * 64 * 64 + 3 * 64 * 96 + 2 * 64) + 64,
		quantisation: "F32",
		trainedContext: 1024,
		vocabularySize: 288,
		tokenizer: "gpt2 (gpt-2)",
		hasChatTemplate: false,
	});
});
