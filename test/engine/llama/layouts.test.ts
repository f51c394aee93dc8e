import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import koffi from "koffi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	checkContextDefaults,
	checkEcho,
	checkModelDefaults,
	checkRelease,
	checkSizes,
} from "../../../src/engine/llama/native/abiGuard.ts";
import { nativeFunctions } from "../../../src/engine/llama/native/functions.ts";
import { LAYOUTS, type Layout } from "../../../src/engine/llama/native/layouts.ts";
import { PINNED } from "../../../src/engine/pinned.ts";
import { findPlatformPackage } from "../../../src/engine/platformPackage.ts";

const root = resolve(import.meta.dirname, "../../..");
const packageJson = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

/** Sizes on the 64-bit platforms we run on; every enum of the header is an int. */
const SIZES: Readonly<Record<string, number>> = { pointer: 8, size_t: 8, int32: 4, uint32: 4, float: 4, bool: 1 };

/** The members of a struct in C's text, as our own words for their types. */
function membersOf(header: string, name: string): [string, string][] {
	const body = new RegExp(`struct ${name} \\{([^}]*)\\}`).exec(header)?.[1];
	if (!body) throw new Error(`llama.h has no struct ${name}`);
	const lines = body.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "").split(";");
	return lines.flatMap((line): [string, string][] => {
		const parts = /^\s*([\s\S]*?)([*\s]+)(\w+)\s*$/.exec(line);
		if (!parts) return [];
		const [, type = "", between = "", member = ""] = parts;
		return [[member, ourType(type.trim(), between.includes("*"))]];
	});
}

function ourType(type: string, isPointer: boolean): string {
	if (isPointer || type.includes("*") || /callback$|buffer_type_t$|dev_t$/.test(type)) return "pointer";
	if (/^(const )?enum /.test(type)) return "int32";
	return type.replace(/_t$/, type === "size_t" ? "_t" : "");
}

describe("struct layouts", () => {
	const clone = mkdtempSync(join(tmpdir(), "palimpsest-header-"));
	let header = "";
	// node-llama-cpp carries the exact source of its llama.cpp as a git bundle.
	beforeAll(() => {
		const bundle = join(root, "node_modules/node-llama-cpp/llama/gitRelease.bundle");
		execFileSync("git", ["clone", "--bare", "--quiet", bundle, clone], { stdio: "ignore" });
		header = execFileSync("git", ["-C", clone, "show", "HEAD:include/llama.h"], { encoding: "utf8" });
	});
	afterAll(() => rmSync(clone, { recursive: true, force: true }));

	test.each(Object.values(LAYOUTS))(
		"$name has the members of the release's own header",
		({ name, fields, type, bytes }) => {
			const members = membersOf(header, name);
			expect(Object.entries(fields)).toEqual(members);
			// C's rule: each member at the next multiple of its size, the whole padded to the widest.
			let offset = 0;
			for (const [member, kind] of members) {
				const size = SIZES[kind] as number;
				offset = Math.ceil(offset / size) * size;
				expect([member, koffi.offsetof(type, member)]).toEqual([member, offset]);
				offset += size;
			}
			expect(Math.ceil(offset / 8) * 8).toBe(bytes);
		},
	);
});

describe("the guard", () => {
	test("finds the pinned release, which package.json names too", () => {
		const platform = findPlatformPackage();
		expect(() => checkRelease(platform)).not.toThrow();
		expect(platform).toMatchObject({ version: PINNED.nodeLlamaCpp, release: PINNED.llamaCpp });
		expect(packageJson("package.json").dependencies["node-llama-cpp"]).toBe(PINNED.nodeLlamaCpp);
		expect(packageJson("node_modules/node-llama-cpp/package.json").version).toBe(PINNED.nodeLlamaCpp);
	});

	test("accepts the installed library's structs and defaults", () => {
		const native = nativeFunctions();
		checkSizes();
		checkModelDefaults(native.modelDefaults());
		checkContextDefaults(native.contextDefaults());
	});

	test("refuses another release, another size, a shifted default and a context that does not echo", () => {
		const native = nativeFunctions();
		const model = native.modelDefaults();
		const context = native.contextDefaults();
		const shorter: Layout = { ...LAYOUTS.model, bytes: 72 };
		const problem = expect.objectContaining({ name: "Problem", code: "engine" });
		for (const check of [
			() => checkRelease({ name: "x", version: "3.21.1", release: PINNED.llamaCpp }),
			() => checkRelease({ name: "x", version: PINNED.nodeLlamaCpp, release: "v0.4.0" }),
			() => checkSizes([shorter]),
			() => checkModelDefaults({ ...model, vocab_only: true }),
			() => checkModelDefaults({ ...model, kv_overrides: 1n }),
			() => checkContextDefaults({ ...context, type_k: 0 }),
			() => checkContextDefaults({ ...context, n_seq_max: 512 }),
			() => checkContextDefaults({ ...context, ctx_other: 1n }),
			() => checkEcho({ batch: 128, sequences: 1 }, { batch: 1, sequences: 128 }),
		]) {
			expect(check).toThrow(problem);
		}
	});

	test("says which machines have no prebuilt library", () => {
		expect(() => findPlatformPackage("cpu", "sunos-sparc")).toThrow("sunos-sparc");
	});
});
