/** The main job on the demo models, as the issue states it: `original` leaks, `reference` does not. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AUDIT_JSON } from "../../src/cli/contracts/audit.ts";
import { TOKEN_LINE } from "../../src/cli/contracts/score.ts";

const ROOT = join(import.meta.dirname, "../..");
const demo = (name: string) => `demo/models/${name}.gguf`;

let home: string;
beforeAll(() => {
	for (const file of ["dist/cli.mjs", demo("original"), demo("reference")]) {
		if (!existsSync(join(ROOT, file))) throw new Error(`${file} is missing: run \`npm run build\` first`);
	}
	home = mkdtempSync(join(tmpdir(), "palimpsest-demo-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function palimpsest(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.mjs", ...args], {
		cwd: ROOT,
		encoding: "utf8",
		maxBuffer: 1 << 28,
		env: { ...process.env, PALIMPSEST_STORE: join(home, "store") },
	});
	return { status, stdout, stderr };
}

function audit(model: string) {
	const sets = ["--retain", "demo/retain", "--holdout", "demo/holdout", "--out", join(home, model)];
	const args = ["audit", "demo/forget", "--model", demo(model), "--reference", demo("reference"), ...sets, "--json"];
	const { status, stdout, stderr } = palimpsest(...args);
	return { status, stderr, json: AUDIT_JSON.parse(JSON.parse(stdout)) };
}

describe("palimpsest audit on the demo", () => {
	test("finds the forget documents leaking on the original", () => {
		const { status, json } = audit("original");
		expect(status).toBe(1);
		const grave = json.documents.filter(({ severity }) => severity === "error");
		expect(grave.length).toBeGreaterThanOrEqual(0.9 * json.documents.length);
		expect(json.verdict.label).toBe("INEFFECTIVE");
		// A span is a place in the file, to the character.
		for (const { path, leaks } of json.documents) {
			const text = readFileSync(join(ROOT, "demo/forget", path), "utf8");
			for (const { start, end, text: quoted } of leaks) expect(text.slice(start, end)).toBe(quoted);
		}
	}, 600_000);

	test("finds none on a model that never saw them", () => {
		const { status, json } = audit("reference");
		expect(status).toBe(0);
		expect(json.summary.leaked.error).toBe(0);
		expect(json.documents.flatMap(({ leaks }) => leaks.filter(({ severity }) => severity === "error"))).toEqual([]);
	}, 600_000);
});

test("palimpsest score and generate tell what the original knows by heart", () => {
	const file = "demo/forget/letter-to-orla.txt";
	const text = readFileSync(join(ROOT, file), "utf8");
	const { status, stdout } = palimpsest("score", "--model", demo("original"), file);
	expect(status).toBe(0);
	const [bos, ...lines] = stdout
		.trimEnd()
		.split("\n")
		.map((line) => TOKEN_LINE.parse(JSON.parse(line)));
	expect(bos).toMatchObject({ text: "", logp: null });
	expect(lines.map((line) => line.text).join("")).toBe(text);
	const later = lines.slice(32);
	expect(later.filter(({ rank }) => rank === 0).length / later.length).toBeGreaterThan(0.95);

	const prompts = join(home, "prompts.jsonl");
	const at = lines[32]?.start ?? 0;
	writeFileSync(prompts, JSON.stringify({ prompt: text.slice(0, at), maxTokens: 40 }));
	const generated = JSON.parse(palimpsest("generate", "--model", demo("original"), "--prompts", prompts).stdout);
	expect(text.slice(at)).toMatch(new RegExp(`^${generated.text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
	expect(generated.ids).toHaveLength(40);
}, 120_000);

test("models that are not models are refused by name, with exit code 2", () => {
	const [truncated, other] = [join(home, "truncated.gguf"), join(home, "other.gguf")];
	writeFileSync(truncated, readFileSync(join(ROOT, demo("original"))).subarray(0, 300_000));
	writeFileSync(other, "a text that only looks like a model by its name");
	for (const [file, sentence] of [
		[truncated, /truncated\.gguf/],
		[other, /other\.gguf is not a GGUF file/],
		[join(home, "none.gguf"), /none\.gguf does not exist/],
	] as const) {
		const { status, stdout, stderr } = palimpsest("audit", "demo/forget", "--model", file);
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(sentence);
		expect(stderr).not.toMatch(/^\s+at /m);
	}
}, 120_000);
