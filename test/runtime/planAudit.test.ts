import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/core/audit/policy.ts";
import { Problem } from "../../src/core/audit/problem.ts";
import { findModels } from "../../src/runtime/findModels.ts";
import { planAudit } from "../../src/runtime/planAudit.ts";
import { readPolicy } from "../../src/runtime/readPolicy.ts";
import { reproduceCommand } from "../../src/runtime/reproduceCommand.ts";
import { requestDigest } from "../../src/runtime/requestDigest.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";

async function sentenceOf(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof Problem)) throw error ?? new Error("nothing was refused");
	expect(error.code).toBe("input");
	return error.sentence;
}

const configured = (content: unknown): string => {
	const folder = temporaryFolder();
	writeFileSync(join(folder, "palimpsest.json"), typeof content === "string" ? content : JSON.stringify(content));
	return folder;
};

describe("planAudit", () => {
	test("flags win over the file, the file over settings, settings over defaults", async () => {
		const folder = configured({
			models: { target: "file.gguf", reference: "ref.gguf" },
			suite: "quick",
			seed: 4,
			holdout: [],
		});
		const flags = { forget: ["docs"], models: { target: "flag.gguf" }, seed: 9 };
		const settings = {
			models: { original: "set.gguf", reference: "no.gguf" },
			suite: "no",
			holdout: ["held"],
			retain: [],
		};
		expect(await planAudit(folder, flags, settings)).toEqual({
			forget: [join(folder, "docs")],
			retain: [],
			holdout: [join(folder, "held")],
			models: {
				target: { file: join(folder, "flag.gguf") },
				original: { file: join(folder, "set.gguf") },
				reference: { file: join(folder, "ref.gguf") },
			},
			suite: "quick",
			policy: "default",
			seed: 9,
		});
	});

	test("what the file wants quantised or trained can be taken back, and the command says so", async () => {
		const folder = configured({
			models: { target: "m.gguf" },
			forget: ["docs"],
			quantize: ["Q4_0"],
			relearned: "train",
		});
		const wanted = await planAudit(folder, {});
		expect(wanted).toMatchObject({ quantise: ["Q4_0"], relearned: "train" });
		expect(reproduceCommand(wanted, folder)).toMatch(/ --quantize Q4_0 --relearn$/);
		const plain = await planAudit(folder, { quantize: ["none"], relearned: "none" });
		expect(plain).toMatchObject({ quantise: [], relearned: [] });
		expect(reproduceCommand(plain, folder)).toMatch(/ --quantize none --no-relearn$/);
	});

	test("globs of the file are expanded in order; one that matches nothing is said", async () => {
		const folder = configured({ models: { target: "m.gguf" }, forget: ["set/**/*.md"], retain: ["none/*.txt"] });
		mkdirSync(join(folder, "set", "deep"), { recursive: true });
		for (const name of ["b.md", "a.md", "deep/c.md", "d.txt"]) writeFileSync(join(folder, "set", name), name);
		const request = await planAudit(folder, { retain: ["x"] });
		expect(request.forget).toEqual(["a.md", "b.md", "deep/c.md"].map((name) => join(folder, "set", name)));
		expect(await sentenceOf(planAudit(folder, {}))).toMatch(/matches none\/\*\.txt/);
	});

	test("how models are run comes from flags, the file and settings alike", async () => {
		const folder = configured({
			models: { target: { file: "m.gguf", adapters: [{ file: "a.gguf" }, { file: "b.gguf", scale: 0.5 }] } },
			gpu: 12,
			chat: "off",
		});
		const path = (name: string) => join(folder, name);
		const planned = await planAudit(folder, { forget: ["d"] }, { gpu: "vulkan", mode: "throughput" });
		expect(planned.models.target).toEqual({
			file: path("m.gguf"),
			adapters: [
				{ file: path("a.gguf"), scale: 1 },
				{ file: path("b.gguf"), scale: 0.5 },
			],
		});
		expect(planned.engine).toEqual({ gpuLayers: 12, numericMode: "throughput" });
		expect(planned.chat).toBe("off");
		// Flags replace what the file lays over a model, and another model has nothing over it.
		const adapters = { target: [{ file: "c.gguf", scale: 2 }] };
		expect((await planAudit(folder, { forget: ["d"], adapters })).models.target.adapters).toEqual([
			{ file: path("c.gguf"), scale: 2 },
		]);
		const other = await planAudit(folder, { forget: ["d"], models: { target: "n.gguf" } });
		expect(other.models.target).toEqual({ file: path("n.gguf") });
		const bare = { reference: [{ file: "c.gguf", scale: 1 }] };
		expect(await sentenceOf(planAudit(folder, { forget: ["d"], adapters: bare }))).toMatch(
			/An adapter was named for the reference, and no such model\./,
		);
	});

	test("says what is missing and what is wrong with the file", async () => {
		const empty = temporaryFolder();
		expect(await sentenceOf(planAudit(empty, {}))).toMatch(/No documents were named\./);
		expect(await sentenceOf(planAudit(empty, { forget: ["a"] }))).toMatch(/No model was named\..*--model/);
		expect(await sentenceOf(planAudit(configured("{"), {}))).toMatch(/palimpsest\.json is not valid JSON/);
		expect(await sentenceOf(planAudit(configured({ modles: {} }), {}))).toMatch(/palimpsest\.json.*modles/);
		expect(await sentenceOf(planAudit(configured({ models: { target: 3 } }), {}))).toMatch(/at "models\.target"/);
	});
});

describe("readPolicy", () => {
	const policyFile = (content: unknown): string => {
		const file = join(temporaryFolder(), "policy.json");
		writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
		return file;
	};

	test("lays a file over the default policy", async () => {
		const file = policyFile({ failOn: "warning", rules: { pz: { error: 0.9 } }, verdict: { power: 0.2 } });
		expect(await readPolicy(file)).toEqual({
			...DEFAULT_POLICY,
			name: file,
			failOn: "warning",
			rules: { ...DEFAULT_POLICY.rules, pz: { error: 0.9 } },
			verdict: { ...DEFAULT_POLICY.verdict, power: 0.2 },
		});
		expect(await readPolicy("default")).toBe(DEFAULT_POLICY);
	});

	test("names the file and the place that is wrong", async () => {
		expect(await sentenceOf(readPolicy(policyFile({ failOn: "fatal" })))).toMatch(/policy\.json is not one at failOn/);
		expect(await sentenceOf(readPolicy(policyFile("no json")))).toMatch(/policy\.json is not valid JSON/);
		expect(await sentenceOf(readPolicy("/none/policy.json"))).toMatch(/\/none\/policy\.json does not exist/);
	});
});

describe("what identifies and repeats a request", () => {
	const request = {
		forget: ["/work/set with space"],
		retain: ["/work/keep", "/else/where"],
		holdout: [],
		models: { target: { file: "/work/m.gguf" }, reference: { file: "/work/it's.gguf" } },
		suite: "quick",
		policy: "/work/p.json",
		seed: 2,
		selection: { start: 3, end: 9 },
	};

	test("the command runs the same request again from the same folder", () => {
		expect(reproduceCommand(request, "/work")).toBe(
			"palimpsest audit 'set with space' --model m.gguf --reference 'it'\\''s.gguf' --retain keep --retain /else/where " +
				"--suite quick --policy p.json --seed 2 --selection 3-9",
		);
	});

	test("and runs its models in the same way", () => {
		const { selection: _, ...rest } = request;
		const adapted = {
			...rest,
			models: {
				target: { file: "/work/m.gguf", adapters: [{ file: "/work/a.gguf", scale: 0.5 }] },
				reference: { file: "/work/r.gguf", adapters: [{ file: "/work/b.gguf", scale: 1 }] },
			},
			engine: { gpuLayers: 4, numericMode: "throughput" as const },
			chat: "off" as const,
		};
		expect(reproduceCommand(adapted, "/work")).toBe(
			"palimpsest audit 'set with space' --model m.gguf --reference r.gguf --lora a.gguf:0.5 --lora reference=b.gguf:1 " +
				"--retain keep --retain /else/where --suite quick --policy p.json --seed 2 --gpu 4 --mode throughput --chat off",
		);
	});

	test("digests tell requests apart and do not see the order of fields", () => {
		const { seed, ...rest } = request;
		const digests = [
			request,
			{ ...request, seed: 3 },
			{ ...request, retain: [...request.retain].reverse() },
			{ ...request, models: { target: request.models.reference, reference: request.models.target } },
			{ ...request, selection: { start: 3, end: 10 } },
			{ ...request, engine: { gpu: "vulkan" as const } },
			{ ...request, engine: { numericMode: "throughput" as const } },
			{ ...request, chat: "off" as const },
			...[1, 0.5].map((scale) => {
				const target = { ...request.models.target, adapters: [{ file: "/work/a.gguf", scale }] };
				return { ...request, models: { ...request.models, target } };
			}),
		].map(requestDigest);
		expect(new Set(digests).size).toBe(digests.length);
		expect(requestDigest({ ...rest, seed })).toBe(digests[0]);
	});
});

test("findModels gives real GGUF files, newest first, not hidden ones", async () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, "sub"));
	mkdirSync(join(folder, ".cache"));
	writeFileSync(join(folder, "sub", "a.gguf"), "GGUF and more");
	writeFileSync(join(folder, ".cache", "b.gguf"), "GGUF");
	writeFileSync(join(folder, "c.gguf"), "version https://git-lfs");
	writeFileSync(join(folder, "d.gguf"), "GG");
	expect(await findModels([folder, join(folder, "sub"), join(folder, "none")])).toEqual([
		{ file: join(folder, "sub", "a.gguf"), bytes: 13, modifiedMs: expect.any(Number) },
	]);
});

describe("a policy file", () => {
	const written = (text: string): string => {
		const file = join(temporaryFolder(), "palimpsest.policy.json");
		writeFileSync(file, text);
		return file;
	};

	test("may carry comments and trailing commas, as people write them", async () => {
		const file = written(`{
			// What our lawyer asked for.
			"failOn": "warning",
			"mustSupport": true, /* nothing less */
			"verdict": { "required": ["B", "Q"], "falseDiscovery": 0.01, },
		}`);
		const policy = await readPolicy(file);
		expect(policy).toMatchObject({ failOn: "warning", mustSupport: true });
		expect(policy.verdict).toEqual({ ...DEFAULT_POLICY.verdict, required: ["B", "Q"], falseDiscovery: 0.01 });
	});

	test("that is broken is refused with the line", async () => {
		expect(await sentenceOf(readPolicy(written('{\n"failOn": "error"\n"claim": "removal"}')))).toMatch(
			/is not valid JSON \(comma expected in line 3\)\. Mend the file\.$/,
		);
		expect(await sentenceOf(readPolicy(written('{"verdict": {"required": ["Z"]}}')))).toMatch(/verdict\.required/);
	});

	test("named palimpsest.policy.json is taken where nobody names another", async () => {
		const folder = configured({ models: { target: "m.gguf" }, forget: ["f"] });
		expect((await planAudit(folder, {})).policy).toBe("default");
		writeFileSync(join(folder, "palimpsest.policy.json"), "{}");
		expect((await planAudit(folder, {})).policy).toBe(join(folder, "palimpsest.policy.json"));
		expect((await planAudit(folder, { policy: "default" })).policy).toBe("default");
	});
});
