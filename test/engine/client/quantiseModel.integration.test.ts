import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { inspectModel } from "../../../src/engine/client/inspectModel.ts";
import { quantiseModel } from "../../../src/engine/client/quantiseModel.ts";
import { run } from "../../cli/fakeShell.ts";
import { tinyModel } from "../tinyModel.ts";

/** Rows of 256, which every way to quantise can cut into blocks. */
const file = tinyModel({ width: 256, type: "F16" });

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "palimpsest-quantise-"));
	folders.push(folder);
});
const folders: string[] = [];
afterAll(() => {
	for (const made of folders) rmSync(made, { recursive: true, force: true });
});
const out = () => join(folder, "out.gguf");

test("writes a whole file under its own name, and says how far it is", async () => {
	const heard: (readonly [number, number])[] = [];
	const onProgress = (tensors: number, of: number) => heard.push([tensors, of]);
	const { before, after } = await quantiseModel(file, out(), "Q4_K_M", { onProgress });
	expect([before, after]).toEqual([statSync(file).size, statSync(out()).size]);
	expect(after).toBeLessThan(before / 2);
	expect(await inspectModel(out())).toMatchObject({ quantisation: "Q4_K_M", name: "tiny" });
	const [done, of] = heard.at(-1) ?? [];
	expect(done).toBe(of);
	expect(readdirSync(folder)).toEqual(["out.gguf"]);
});

test("the same input gives the same bytes", async () => {
	await quantiseModel(file, out(), "Q4_0");
	const first = readFileSync(out());
	await quantiseModel(file, out(), "q4_0", { force: true });
	expect(readFileSync(out()).equals(first)).toBe(true);
});

describe("refuses, and leaves nothing behind:", () => {
	const bytes = readFileSync(file);
	const made = (name: string, content: Uint8Array) => {
		writeFileSync(join(folder, name), content);
		return join(folder, name);
	};
	const sentence = (work: Promise<unknown>) =>
		work.then(
			() => "no refusal",
			(error: { code: string; sentence: string }) => `${error.code}: ${error.sentence}`,
		);

	test("a type nobody knows", async () => {
		expect(await sentence(quantiseModel(file, out(), "Q4_K_XL"))).toMatch(
			/^input: "Q4_K_XL" is not a way to quantise\. Name one of F16, .*Q4_K_M.*\.$/,
		);
	});

	test("a model that is missing, damaged, cut off, or none", async () => {
		expect(await sentence(quantiseModel("/nowhere/m.gguf", out(), "Q8_0"))).toBe(
			"input: /nowhere/m.gguf does not exist. Check the path.",
		);
		const cut = made("cut.gguf", bytes.subarray(0, bytes.length - 50_000));
		expect(await sentence(quantiseModel(cut, out(), "Q8_0"))).toMatch(/^input: .*cut\.gguf is damaged or incomplete\./);
		const header = made("header.gguf", bytes.subarray(0, 3000));
		expect(await sentence(quantiseModel(header, out(), "Q8_0"))).toMatch(/^input: .*header\.gguf.*damaged/);
		expect(await sentence(quantiseModel(made("x.gguf", Buffer.alloc(64)), out(), "Q8_0"))).toMatch(
			/is not a GGUF file/,
		);
		expect(readdirSync(folder).sort()).toEqual(["cut.gguf", "header.gguf", "x.gguf"]);
	});

	test("a file that is there, unless it may be replaced; never the model itself", async () => {
		made("out.gguf", Buffer.from("mine"));
		expect(await sentence(quantiseModel(file, out(), "Q8_0"))).toMatch(/out\.gguf is there already\. Say --force/);
		expect(readFileSync(out(), "utf8")).toBe("mine");
		await quantiseModel(file, out(), "Q8_0", { force: true });
		expect(statSync(out()).size).toBeGreaterThan(1000);
		expect(await sentence(quantiseModel(out(), out(), "Q8_0", { force: true }))).toMatch(/is the model itself/);
	});

	test("a folder that is missing, is the output, or cannot be written to", async () => {
		expect(await sentence(quantiseModel(file, join(folder, "no", "out.gguf"), "Q8_0"))).toMatch(
			/^input: The folder .*no does not exist\./,
		);
		expect(await sentence(quantiseModel(file, folder, "Q8_0", { force: true }))).toMatch(/is a folder/);
		chmodSync(folder, 0o500);
		// Root may write anywhere.
		if (process.getuid?.() !== 0)
			expect(await sentence(quantiseModel(file, out(), "Q8_0"))).toMatch(/cannot be written to \(EACCES\)/);
		chmodSync(folder, 0o700);
	});

	test("a model that is quantised already, unless that is wanted", async () => {
		const small = join(folder, "small.gguf");
		await quantiseModel(file, small, "Q8_0");
		expect(await sentence(quantiseModel(small, out(), "Q4_0"))).toBe(
			"input: small.gguf is quantised already (Q8_0). Name a model in F16 or F32, or say --requantize and lose more of it.",
		);
		expect(existsSync(out())).toBe(false);
		await quantiseModel(small, out(), "Q4_0", { again: true });
		expect(await inspectModel(out())).toMatchObject({ quantisation: "Q4_0" });
	});

	test("to go on when it is cancelled", async () => {
		const large = tinyModel({ width: 256, layers: 24, type: "F16" });
		const controller = new AbortController();
		const work = quantiseModel(large, out(), "Q4_K_M", {
			onProgress: () => controller.abort(),
			signal: controller.signal,
		});
		expect(await sentence(work)).toBe("cancelled: Quantising tiny.gguf was cancelled.");
		expect(readdirSync(folder)).toEqual([]);
	});
});

test("the command prints the file and both sizes", async () => {
	const { code, stdout, stderr } = await run(["models", "quantize", file, "q.gguf", "--type", "Q8_0"], { cwd: folder });
	expect([code, stderr]).toEqual([0, ""]);
	expect(stdout).toMatch(/q\.gguf\n[\d.]+ MB before, [\d.]+ [kM]B after \(5\d %\)\n$/);
	const json = await run(["models", "quantize", file, "q.gguf", "--force", "--json"], { cwd: folder });
	expect(JSON.parse(json.stdout)).toEqual({
		file: join(folder, "q.gguf"),
		bytes: statSync(join(folder, "q.gguf")).size,
		bytesBefore: statSync(file).size,
	});
	const wrong = await run(["models", "quantize", file, "q.gguf"], { cwd: folder });
	expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
	expect(wrong.stderr).toContain("q.gguf is there already. Say --force");
});
