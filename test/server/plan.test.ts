import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelsReply, PlanReply, PlanSettings } from "../../src/protocol/lsp.ts";
import { type ServerUnderTest, startServer } from "./serverUnderTest.ts";

let server: ServerUnderTest;
beforeEach(async () => {
	server = await startServer();
});
afterEach(() => server.stop());

const folderUri = (name: string) => pathToFileURL(join(server.folder, name)).href;
const plan = (uris: readonly string[], settings: PlanSettings = {}) =>
	server.client.sendRequest<PlanReply>("palimpsest/plan", { uris, settings });

describe("the plan of an audit", () => {
	it("needs nothing: defaults, and no model until somebody names one", async () => {
		const uri = server.write("letter.txt", "x");
		expect(await plan([uri])).toEqual({
			models: {},
			retain: [],
			holdout: [],
			suite: "standard",
			policy: "default",
			seed: 0,
			notices: [],
		});
	});

	it("takes retain and holdout folders beside the probed one, and says so", async () => {
		for (const set of ["forget", "retain", "holdout"]) server.write(`set/${set}/a.txt`, "x");
		const reply = await plan([folderUri("set/forget")]);
		expect(reply).toMatchObject({ retain: [folderUri("set/retain")], holdout: [folderUri("set/holdout")] });
		expect(reply.notices).toHaveLength(2);
	});

	it("audits single documents alone", async () => {
		server.write("set/retain/a.txt", "x");
		const reply = await plan([server.write("set/forget/a.txt", "x")]);
		expect(reply).toMatchObject({ retain: [], notices: [] });
	});

	it("prefers palimpsest.json to the settings, and resolves both in the workspace folder", async () => {
		const uri = server.write("letter.txt", "x");
		const file = { models: { target: "m/from-file.gguf" }, seed: 7 };
		writeFileSync(join(server.folder, "palimpsest.json"), JSON.stringify(file));
		const settings = { models: { target: "other.gguf", reference: "m/reference.gguf" }, suite: "quick", seed: 3 };
		expect(await plan([uri], settings)).toMatchObject({
			models: {
				target: join(server.folder, "m/from-file.gguf"),
				reference: join(server.folder, "m/reference.gguf"),
			},
			suite: "quick",
			seed: 7,
		});
	});

	it("refuses a palimpsest.json that is not one, by name", async () => {
		writeFileSync(join(server.folder, "palimpsest.json"), '{ "models": { "target": 3 } }');
		expect(await plan([server.write("letter.txt", "x")])).toMatchObject({
			refused: { code: "input", sentence: expect.stringContaining("palimpsest.json") },
		});
	});
});

describe("the models offered", () => {
	it("are the workspace's GGUF files and no dependency's", async () => {
		const gguf = (name: string) => {
			mkdirSync(join(server.folder, name, ".."), { recursive: true });
			writeFileSync(join(server.folder, name), `GGUF${"\0".repeat(1_500_000)}`);
		};
		for (const name of ["m/a.gguf", "node_modules/x/b.gguf", "m/big-00002-of-00003.gguf"]) gguf(name);
		writeFileSync(join(server.folder, "m/not-yet.gguf"), "<html>");
		const { models } = await server.client.sendRequest<ModelsReply>("palimpsest/models", {});
		const ours = models.filter(({ file }) => file.startsWith(server.folder));
		expect(ours.map(({ name, detail }) => [name, detail.split(",")[0]])).toEqual([["a.gguf", "1.5 MB"]]);
	});
});
