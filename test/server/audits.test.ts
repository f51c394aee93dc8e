import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiagnosticSeverity, ErrorCodes } from "vscode-languageserver/node";
import { Problem } from "../../src/core/audit/problem.ts";
import { type ServerUnderTest, startServer, until } from "./serverUnderTest.ts";

const TEXT = "Dear Orla,\nthe secret is out.\nYours, a secret friend";

let server: ServerUnderTest;
beforeEach(async () => {
	server = await startServer();
});
afterEach(() => server.stop());

describe("palimpsest/audit", () => {
	it("underlines exactly the leaked passages, in files that no editor has open", async () => {
		const uri = server.write("forget/letter.txt", TEXT);
		const reply = await server.audit({ uris: [uri] });
		expect(reply).toMatchObject({ run: "run-1", documents: [{ uri, severity: "error", leaks: 2 }] });
		const found = await server.diagnostics(uri, 2);
		// "secret" stands at column 4 of the second line and at column 9 of the third.
		expect(found.map(({ range }) => range)).toEqual([
			{ start: { line: 1, character: 4 }, end: { line: 1, character: 10 } },
			{ start: { line: 2, character: 9 }, end: { line: 2, character: 15 } },
		]);
		expect(found[0]).toMatchObject({ severity: DiagnosticSeverity.Error, source: "palimpsest", code: "extraction" });
	});

	it("says passage, number, orientation and the reference's number, and points at the evidence", async () => {
		const uri = server.write("letter.txt", TEXT);
		await server.audit({ uris: [uri] });
		const [, second] = await server.diagnostics(uri, 2);
		expect(second?.message).toContain("Passage 2 of 2");
		expect(second?.message).toContain("0.982 (higher = more leakage)");
		expect(second?.message).toContain("reference 2.4 × 10⁻³¹");
		expect(second?.relatedInformation).toEqual([
			{ location: { uri, range: second?.range }, message: expect.stringContaining("extraction") },
		]);
	});

	it("hands over unsaved text by its file's path", async () => {
		const uri = server.write("letter.txt", "nothing here");
		await server.open(uri, TEXT);
		await server.audit({ uris: [uri], overlays: { [uri]: TEXT } });
		expect(server.auditor.overlays[0]).toEqual({ [server.auditor.requests[0]?.forget[0] ?? ""]: TEXT });
		expect(await server.diagnostics(uri, 2)).toHaveLength(2);
	});

	it("publishes at most 500 passages and says how many there are", async () => {
		const uri = server.write("long.txt", "secret ".repeat(612));
		await server.audit({ uris: [uri] });
		const found = await server.diagnostics(uri, 501);
		expect(found.filter(({ code }) => code === "extraction")).toHaveLength(500);
		expect(found.at(-1)?.message).toContain("Showing 500 of 612 passages");
	});

	it("places a leak of a .jsonl record on the record's line", async () => {
		server.auditor.records = true;
		const uri = server.write("set.jsonl", '{"text":"fine"}\n{"text":"a secret"}\n{"text":"another secret"}');
		await server.audit({ uris: [uri] });
		const found = await server.diagnostics(uri, 2);
		expect(found.map(({ range }) => [range.start.line, range.end.line])).toEqual([
			[1, 1],
			[2, 2],
		]);
	});

	it("clears a document that no longer leaks", async () => {
		const uri = server.write("letter.txt", TEXT);
		await server.audit({ uris: [uri] });
		await server.diagnostics(uri, 2);
		server.auditor.phrases = [];
		await server.audit({ uris: [uri] });
		expect(await server.diagnostics(uri, 0)).toEqual([]);
	});

	it("reports progress and the state of the status item", async () => {
		const uri = server.write("letter.txt", TEXT);
		await server.audit({ uris: [uri] });
		const progress = await until(() => server.notifications("palimpsest/progress").at(-1));
		expect(progress).toEqual({
			answered: 3,
			known: 12,
			tokensPerSecond: 5200,
			secondsLeft: 9,
			message: "25 %, 5,200 tok/s, 9 s left",
		});
		const states = server.notifications("palimpsest/status") as { state: string; detail: string }[];
		expect(states.map(({ state }) => state)).toEqual(["loading", "loading", "auditing", "idle"]);
		expect(states.at(-1)).toMatchObject({ detail: "2 passages leak", model: "target.gguf", backend: "CPU" });
	});

	it("refuses a second audit in one sentence and lets the first finish", async () => {
		const uri = server.write("letter.txt", TEXT);
		let open = () => {};
		server.auditor.gate = new Promise((resolve) => (open = resolve));
		const first = server.audit({ uris: [uri] });
		await until(() => server.auditor.requests[0]);
		expect(await server.audit({ uris: [uri] })).toEqual({
			refused: { code: "busy", sentence: "An audit is already running. Cancel it, or wait until it has finished." },
		});
		open();
		expect(await first).toMatchObject({ run: "run-1" });
	});

	it("stops when it is cancelled, and is ready for the next", async () => {
		const uri = server.write("letter.txt", TEXT);
		server.auditor.gate = new Promise(() => {});
		const first = server.audit({ uris: [uri] });
		await until(() => server.auditor.requests[0]);
		await server.client.sendNotification("palimpsest/cancel", {});
		expect(await first).toMatchObject({ refused: { code: "cancelled" } });
		server.auditor.gate = Promise.resolve();
		expect(await server.audit({ uris: [uri] })).toMatchObject({ run: "run-2" });
	});

	it("passes a problem on with its remedy", async () => {
		const uri = server.write("letter.txt", TEXT);
		server.auditor.problem = new Problem("input", "model.gguf is truncated.", "Download it again.");
		expect(await server.audit({ uris: [uri] })).toEqual({
			refused: { code: "input", sentence: "model.gguf is truncated. Download it again." },
		});
		expect(server.notifications("palimpsest/status").at(-1)).toMatchObject({ state: "failed" });
	});

	it("refuses documents that are not files", async () => {
		expect(await server.audit({ uris: ["untitled:Untitled-1"] })).toMatchObject({
			refused: { code: "input", sentence: expect.stringContaining("Save it as a file") },
		});
	});
});

describe("messages of another shape", () => {
	const good = { models: { target: "/m.gguf" }, retain: [], holdout: [], suite: "quick", policy: "default", seed: 0 };
	it.each([
		["palimpsest/audit", null],
		["palimpsest/audit", { uris: "file:///a" }],
		["palimpsest/audit", { ...good, uris: [], overlays: {} }],
		["palimpsest/audit", { ...good, uris: ["file:///a"], overlays: {}, seed: -1 }],
		["palimpsest/audit", { ...good, uris: ["file:///a"], overlays: {}, selection: { start: 4, end: 4 } }],
		["palimpsest/heatmap/describe", { uri: "file:///a", columns: 0 }],
		[
			"palimpsest/heatmap/tile",
			{ uri: "file:///a", role: "target", metric: "pz", columns: 80, firstRow: 0, endRow: 201 },
		],
		["palimpsest/heatmap/tile", { uri: "file:///a", role: "owner", metric: "pz", columns: 80, firstRow: 0, endRow: 9 }],
		["palimpsest/leak", { uri: "file:///a", index: 1.5 }],
		["palimpsest/report", { format: "exe" }],
	])("%s refuses %j before it reaches a handler", async (method, params) => {
		await expect(server.client.sendRequest(method, params)).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
		expect(server.auditor.requests).toEqual([]);
	});

	it("names what is wrong and never repeats its value", async () => {
		const params = { ...good, uris: ["file:///a"], overlays: { "file:///a": 7 }, suite: "" };
		const error = await server.client.sendRequest("palimpsest/audit", params).catch((refusal: Error) => refusal);
		expect((error as Error).message).toMatch(/^palimpsest\/audit was sent parameters it cannot use at "suite"/);
	});
});

describe("other editors", () => {
	it("audit through a command, with the editor's own progress", async () => {
		await server.stop();
		server = await startServer({ settings: { models: { target: "/models/from-settings.gguf" } } });
		const uri = server.write("letter.txt", TEXT);
		const reply = await server.client.sendRequest("workspace/executeCommand", {
			command: "palimpsest.auditDocument",
			arguments: [uri],
			workDoneToken: "t1",
		});
		expect(reply).toMatchObject({ run: "run-1" });
		expect(server.auditor.requests[0]?.models.target.file).toBe("/models/from-settings.gguf");
		const kinds = server.notifications("$/progress").map((item) => (item as { value: { kind: string } }).value.kind);
		expect([kinds[0], kinds.at(-1)]).toEqual(["begin", "end"]);
		expect(kinds).toContain("report");
		expect(server.notifications("palimpsest/status")).toEqual([]);
	});

	it("are told what is missing when nothing names a model", async () => {
		await server.stop();
		server = await startServer({});
		const uri = server.write("letter.txt", TEXT);
		const reply = await server.client.sendRequest("workspace/executeCommand", {
			command: "palimpsest.auditDocument",
			arguments: [uri],
		});
		expect(reply).toMatchObject({ refused: { sentence: expect.stringContaining("palimpsest.json") } });
	});
});
