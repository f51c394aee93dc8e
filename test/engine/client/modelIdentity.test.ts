import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { FileStamp, HashCache } from "../../../src/engine/client/fileHash.ts";
import { modelIdentity } from "../../../src/engine/client/modelIdentity.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";

const machine = vi.hoisted(() => ({ processor: "one", device: "GPU one" }));
vi.mock("../../../src/engine/client/probeBackends.ts", () => ({
	probeBackend: async (backend: string) => ({ backend, loads: true, detail: machine.device }),
}));
vi.mock("node:os", async (original) => ({
	...(await original<typeof import("node:os")>()),
	cpus: () => [{ model: machine.processor }],
}));

const folder = mkdtempSync(join(tmpdir(), "palimpsest-identity-"));
const file = join(folder, "m.gguf");
writeFileSync(file, "weights");

class Cache implements HashCache {
	readonly known = new Map<string, string>();
	get = (stamp: FileStamp) => this.known.get(JSON.stringify(stamp));
	set = (stamp: FileStamp, sha256: string) => void this.known.set(JSON.stringify(stamp), sha256);
}

test("is decided by the bytes and by every setting that changes numbers", async () => {
	const { sha256, identity } = await modelIdentity({ file }, DETERMINISTIC);
	expect(sha256).toBe(createHash("sha256").update("weights").digest("hex"));
	expect(identity).toMatch(/^[0-9a-f]{64}$/);
	expect((await modelIdentity({ file }, { ...DETERMINISTIC, engine: "llama" })).identity).toBe(identity);
	const others = await Promise.all(
		[
			{ engine: "bindings" as const },
			{ batch: 64 },
			{ threads: 2 },
			{ kvType: "F32" as const },
			{ flashAttention: true },
			{ contextLength: 512 },
		].map((change) => modelIdentity({ file }, { ...DETERMINISTIC, ...change })),
	);
	expect(new Set([identity, ...others.map((other) => other.identity)]).size).toBe(others.length + 1);
});

test("is another with adapters, with each of their files and scales, and in another order", async () => {
	const [a, b] = ["a.gguf", "b.gguf"].map((name) => join(folder, name)) as [string, string];
	writeFileSync(a, "adapter a");
	writeFileSync(b, "adapter b");
	const of = async (...adapters: [string, number][]) =>
		(await modelIdentity({ file, adapters: adapters.map(([file, scale]) => ({ file, scale })) }, DETERMINISTIC))
			.identity;
	expect(await of()).toBe((await modelIdentity({ file }, DETERMINISTIC)).identity);
	const others = [await of(), await of([a, 1]), await of([a, 0.5]), await of([b, 1])];
	others.push(await of([a, 1], [b, 1]), await of([b, 1], [a, 1]));
	expect(new Set(others).size).toBe(others.length);
});

test("is another on another processor, whose kernels round differently", async () => {
	const { identity } = await modelIdentity({ file }, DETERMINISTIC);
	machine.processor = "other";
	const elsewhere = await modelIdentity({ file }, DETERMINISTIC);
	machine.processor = "one";
	expect(elsewhere.identity).not.toBe(identity);
	expect((await modelIdentity({ file }, DETERMINISTIC)).identity).toBe(identity);
});

test("names the backend and the device, and is another on another of them", async () => {
	const onCpu = await modelIdentity({ file }, DETERMINISTIC);
	expect(onCpu).toMatchObject({ backend: "cpu" });
	expect(onCpu).not.toHaveProperty("device");
	const vulkan = { ...DETERMINISTIC, gpu: "vulkan" } as const;
	const one = await modelIdentity({ file }, vulkan);
	expect(one).toMatchObject({ backend: "vulkan", device: "GPU one" });
	const fewer = await modelIdentity({ file }, { ...vulkan, gpuLayers: 3 });
	machine.device = "GPU two";
	const two = await modelIdentity({ file }, vulkan);
	machine.device = "GPU one";
	expect((await modelIdentity({ file }, vulkan)).identity).toBe(one.identity);
	expect(new Set([onCpu, one, fewer, two].map(({ identity }) => identity)).size).toBe(4);
	await expect(modelIdentity({ file }, { ...DETERMINISTIC, gpu: "auto" })).rejects.toThrow("must be settled");
	// Without a GPU the number of its layers says nothing.
	expect((await modelIdentity({ file }, { ...DETERMINISTIC, gpuLayers: 3 })).identity).toBe(onCpu.identity);
});

test("is decided by every part of a model that comes in several", async () => {
	const [first, second] = [join(folder, "s-00001-of-00002.gguf"), join(folder, "s-00002-of-00002.gguf")];
	writeFileSync(first, "the same");
	writeFileSync(second, "before");
	const { sha256, identity } = await modelIdentity({ file: first }, DETERMINISTIC);
	writeFileSync(second, "after unlearning");
	const unlearned = await modelIdentity({ file: first }, DETERMINISTIC);
	expect(unlearned.sha256).toBe(sha256);
	expect(unlearned.identity).not.toBe(identity);
	rmSync(second);
	await expect(modelIdentity({ file: first }, DETERMINISTIC)).rejects.toThrow(/s-00002-of-00002\.gguf does not exist/);
});

test("reads a file once for as long as its size and time stay", async () => {
	const cache = new Cache();
	const { sha256 } = await modelIdentity({ file }, DETERMINISTIC, cache);
	expect([...cache.known.values()]).toEqual([sha256]);
	const [key] = cache.known.keys();
	cache.known.set(key as string, "f".repeat(64));
	expect((await modelIdentity({ file }, DETERMINISTIC, cache)).sha256).toBe("f".repeat(64));
	utimesSync(file, 1, 1);
	expect((await modelIdentity({ file }, DETERMINISTIC, cache)).sha256).toBe(sha256);
});

test("of a file that is not there is a Problem", async () => {
	await expect(modelIdentity({ file: "/nowhere/m.gguf" }, DETERMINISTIC)).rejects.toMatchObject({
		name: "Problem",
		code: "input",
		message: expect.stringContaining("m.gguf does not exist"),
	});
});
