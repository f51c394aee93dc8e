import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CodeAction, CodeActionKind, type Hover } from "vscode-languageserver/node";
import { type ServerUnderTest, startServer } from "./serverUnderTest.ts";

const TEXT = "Dear Orla,\nthe secret is out.\nYours, a secret friend";

let server: ServerUnderTest;
let uri: string;
beforeEach(async () => {
	server = await startServer();
	uri = server.write("letter.txt", TEXT);
	await server.open(uri, TEXT);
	await server.audit({ uris: [uri] });
	await server.diagnostics(uri, 2);
});
afterEach(() => server.stop());

describe("diagnostics while typing", () => {
	it("move along with their passage", async () => {
		await server.change(uri, `A new line.\n${TEXT}`);
		const lines = async () => (await server.diagnostics(uri, 2)).map(({ range }) => range.start.line);
		await expect.poll(lines).toEqual([2, 3]);
	});

	it("disappear when their passage is edited, and only then", async () => {
		await server.change(uri, TEXT.replace("the secret", "the seXcret"));
		const found = await server.diagnostics(uri, 1);
		expect(found[0]?.range.start).toEqual({ line: 2, character: 9 });
	});

	it("come back when the edit is undone", async () => {
		await server.change(uri, TEXT.replaceAll("secret", "open"));
		await server.diagnostics(uri, 0);
		await server.change(uri, TEXT);
		expect(await server.diagnostics(uri, 2)).toHaveLength(2);
	});
});

describe("hover", () => {
	const hoverAt = (line: number, character: number) =>
		server.client.sendRequest<Hover | null>("textDocument/hover", {
			textDocument: { uri },
			position: { line, character },
		});

	it("shows the numbers of all models, the probe, what the number means and the way to the evidence", async () => {
		const hover = await hoverAt(1, 6);
		const text = (hover as { contents: { value: string } }).contents.value;
		expect(hover?.range).toEqual({ start: { line: 1, character: 4 }, end: { line: 1, character: 10 } });
		expect(text).toMatch(/\| +error +\| extraction +\|.*\| 0\.982 \| 0\.997 \| 2\.4 × 10⁻³¹ \|/);
		expect(text).toContain("higher = more leakage");
		const link = /\(command:palimpsest\.openEvidence\?([^)]+)\)/.exec(text)?.[1] ?? "";
		expect(JSON.parse(decodeURIComponent(link))).toEqual([uri, 0]);
	});

	it("says nothing between passages", async () => {
		expect(await hoverAt(0, 2)).toBeNull();
	});
});

describe("code actions", () => {
	const actionsAt = (line: number, character: number) =>
		server.client.sendRequest<CodeAction[]>("textDocument/codeAction", {
			textDocument: { uri },
			range: { start: { line, character }, end: { line, character } },
			context: { diagnostics: [] },
		});

	it("open the evidence of the passage, and audit again", async () => {
		const actions = await actionsAt(2, 12);
		expect(actions.map(({ kind, command }) => [kind, command?.command, command?.arguments])).toEqual([
			[CodeActionKind.QuickFix, "palimpsest.openEvidence", [uri, 1]],
			[CodeActionKind.QuickFix, "palimpsest.auditDocument", [uri]],
		]);
	});

	it("are not offered elsewhere", async () => {
		expect(await actionsAt(0, 1)).toEqual([]);
	});
});

describe("a document opened later", () => {
	it("shows what the newest run found, when its text is the one that was measured", async () => {
		const other = server.write("other.txt", "a secret letter");
		await server.audit({ uris: [other] });
		await server.diagnostics(other, 1);
		// Another window: the same store, nothing placed yet.
		const second = await startServer();
		try {
			Object.assign(second.auditor, { covering: server.auditor.covering.bind(server.auditor) });
			Object.assign(second.auditor, { result: server.auditor.result.bind(server.auditor) });
			await second.open(other, "a secret letter");
			expect(await second.diagnostics(other, 1)).toHaveLength(1);
			await second.open(uri, "another text with a secret");
			await expect(second.diagnostics(uri, undefined, 300)).rejects.toThrow("no answer");
		} finally {
			await second.stop();
		}
	});
});
