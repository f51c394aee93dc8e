import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { downloadModel } from "../../../src/engine/client/downloadModel.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { tinyModelBytes } from "../tinyModel.ts";

const model = tinyModelBytes();
const folder = () => mkdtempSync(join(tmpdir(), "palimpsest-download-"));

describe("downloading", () => {
	let server: Server;
	let address = "";
	beforeAll(async () => {
		server = createServer((request, response) => {
			const isKnown = request.url === "/tiny.gguf";
			response.writeHead(isKnown ? 200 : 404, isKnown ? { "content-length": model.length } : {});
			response.end(isKnown && request.method === "GET" ? model : undefined);
		});
		await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => server.close());

	test("brings the file, byte by byte, and says how far it is", async () => {
		const steps: [number, number][] = [];
		const file = await downloadModel(`${address}/tiny.gguf`, folder(), { onProgress: (...step) => steps.push(step) });
		expect(basename(file)).toBe("tiny.gguf");
		expect(Buffer.compare(readFileSync(file), model)).toBe(0);
		expect(steps.at(-1)).toEqual([model.length, model.length]);
	});

	test.each([
		["an address nobody knows", () => "ftp://example.org/x.gguf"],
		["a file the server does not have", () => `${address}/absent.gguf`],
		["a server that is not there", () => "http://127.0.0.1:9/tiny.gguf"],
	])("says why %s brings nothing", async (_, uri) => {
		await expect(downloadModel(uri(), folder())).rejects.toMatchObject({
			name: "Problem",
			code: "input",
			message: expect.stringContaining(uri()),
		});
	});

	test("can be cancelled", async () => {
		const signal = AbortSignal.abort();
		await expect(downloadModel(`${address}/tiny.gguf`, folder(), { signal })).rejects.toMatchObject({
			code: "cancelled",
		});
	});
});

describe("backends", () => {
	beforeEach(() => vi.resetModules());
	afterEach(() => vi.unstubAllEnvs());

	test("of this platform compute or are explained", async () => {
		const { probeBackends } = await import("../../../src/engine/client/probeBackends.ts");
		const reports = await probeBackends();
		expect(reports[0]).toMatchObject({ backend: "cpu", loads: true, detail: expect.stringMatching(/, \d+ threads$/) });
		for (const { detail } of reports) expect(detail).not.toBe("");
	});

	test("whose driver crashes do not compute, and nobody else dies of it", async () => {
		vi.stubEnv("PALIMPSEST_ENGINE", join(import.meta.dirname, "crashingProbe.ts"));
		vi.stubEnv("GGML_VK_VISIBLE_DEVICES", "0");
		const { probeBackend } = await import("../../../src/engine/client/probeBackends.ts");
		const { chooseBackend } = await import("../../../src/engine/client/chooseBackend.ts");
		const detail = "A process that tried it failed (SIGSEGV).";
		expect(await probeBackend("cpu")).toEqual({ backend: "cpu", loads: false, detail });
		expect(await chooseBackend({ ...DETERMINISTIC, gpu: "auto" })).toMatchObject({ gpu: "cpu" });
	});
});
