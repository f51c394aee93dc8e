import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHeader } from "../../scripts/cHeader.ts";

const SOURCE = `
#define WIDTH(a, b) \\
    struct decoy { int a; }
/* struct mixed { int old; }; */
typedef int32_t token;
typedef struct device_impl * device_t;
typedef bool (*abort_callback)(void * data);
enum kind { KIND_NONE = -1, KIND_A, KIND_B = 1 << 3, KIND_LAST = KIND_B, };
struct mixed {
    bool     first;      // at 0, then three bytes of nothing
    enum kind what;
    bool     third, ;
};
`;
const plain = SOURCE.replace("third, ;", "third; const char * name; device_t at; abort_callback stop; token last;");
const header = new CHeader(
	[
		plain,
		"struct held { struct mixed * one; size_t n; };",
		`LLAMA_API const char * name_of(const struct mixed * of, token t);
		 GGML_API struct held make(void);
		 DEPRECATED(LLAMA_API int old_name(int x), "use make");
		 LLAMA_API  enum kind   kind_of (device_t device, float scales [], size_t * n);`.replace(
			"float scales []",
			"float * scales",
		),
	],
	["mixed", "held"],
);

describe("a C header", () => {
	test("gives members the offsets a compiler does", () => {
		const { bytes, members } = header.struct("mixed");
		expect(members.map(({ name, type, offset, size }) => [name, type, offset, size])).toEqual([
			["first", "bool", 0, 1],
			["what", "int32", 4, 4],
			["third", "bool", 8, 1],
			["name", "str", 16, 8],
			["at", "void *", 24, 8],
			["stop", "void *", 32, 8],
			["last", "int32", 40, 4],
		]);
		expect(bytes).toBe(48);
	});

	const hasCompiler = spawnSync("cc", ["--version"]).status === 0;
	test.skipIf(!hasCompiler)("agrees with the compiler of this machine (skipped where there is no cc)", () => {
		const folder = mkdtempSync(join(tmpdir(), "palimpsest-c-"));
		const { bytes, members } = header.struct("mixed");
		const offsets = members.map(({ name }) => `offsetof(struct mixed, ${name})`).join(", ");
		const numbers = `(int)sizeof(struct mixed), ${offsets.replaceAll("offsetof", "(int)offsetof")}`;
		const program = `#include <stdint.h>\n#include <stdbool.h>\n#include <stddef.h>\n#include <stdio.h>\n${plain}
			int main(void) { int all[] = { ${numbers} }; for (int i = 0; i < ${members.length + 1}; i++) printf("%d ", all[i]); }`;
		try {
			writeFileSync(join(folder, "c.c"), program);
			execFileSync("cc", ["-o", join(folder, "c"), join(folder, "c.c")], { stdio: "pipe" });
			const said = execFileSync(join(folder, "c"), { encoding: "utf8" }).trim().split(" ").map(Number);
			expect(said).toEqual([bytes, ...members.map(({ offset }) => offset)]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	test("gives an enumeration's values, written or counted", () => {
		expect(Object.fromEntries(header.enum("kind"))).toEqual({ KIND_NONE: -1, KIND_A: 0, KIND_B: 8, KIND_LAST: 8 });
	});

	test("gives prototypes, with our own structs by name", () => {
		expect(header.function("name_of")).toEqual({ result: "str", takes: ["mixed *", "int32"] });
		expect(header.function("make")).toEqual({ result: "held", takes: [] });
		expect(header.function("kind_of")).toEqual({ result: "int32", takes: ["void *", "void *", "void *"] });
	});

	test("refuses what it does not find or understand instead of guessing", () => {
		expect(() => header.struct("missing")).toThrow("struct missing 0 times");
		expect(() => header.function("old_name")).toThrow("old_name 0 times");
		expect(() => new CHeader([SOURCE], []).struct("mixed")).toThrow("bool third,");
		expect(() => new CHeader(["struct s { uint128_t x; };"], []).struct("s")).toThrow("what uint128_t is");
		expect(() => new CHeader(["enum e { A = sizeof(int) };"], []).enum("e")).toThrow("sizeof(int)");
	});
});
