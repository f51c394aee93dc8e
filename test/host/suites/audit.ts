/** Audits of the demo inside the real extension host, on the fast engine of the installed package. */
import * as assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as vscode from "vscode";

/** A copy without palimpsest.json, which would name the models: these tests do, by settings. */
const DEMO = mkdtempSync(join(tmpdir(), "palimpsest-host-"));
cpSync(join(process.env["E2E_REPOSITORY"] ?? "", "demo"), DEMO, {
	recursive: true,
	filter: (file) => basename(file) !== "palimpsest.json",
});
after(() => rmSync(DEMO, { recursive: true, force: true }));
const FORGET = vscode.Uri.file(join(DEMO, "forget"));
/** Three models' worth of questions on a machine that is busy with other work. */
const LIMIT_MS = 200_000;

interface Reply {
	readonly run: string;
	readonly headline: string;
	readonly documents: readonly { readonly uri: string; readonly severity: string; readonly leaks: number }[];
}

async function probe(model: string): Promise<Reply> {
	const settings = vscode.workspace.getConfiguration("palimpsest");
	const file = join(DEMO, "models", `${model}.gguf`);
	await settings.update("models.target", file, vscode.ConfigurationTarget.Global);
	await settings.update("suite", "quick", vscode.ConfigurationTarget.Global);
	const reply = await vscode.commands.executeCommand<Reply | undefined>("palimpsest.probeForgetSet", FORGET);
	assert.ok(reply, `the audit of ${model}.gguf gave no reply: its notification says why`);
	return reply;
}

function errorsOf(uri: string): readonly vscode.Diagnostic[] {
	const found = vscode.languages.getDiagnostics(vscode.Uri.parse(uri));
	const gravest = vscode.DiagnosticSeverity.Error;
	return found.filter(({ source, severity }) => source === "palimpsest" && severity === gravest);
}

/** Share of a document's characters that lie in passages underlined as errors. */
async function underlinedShare(uri: string): Promise<number> {
	const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
	const spans = errorsOf(uri).map(({ range }) => document.offsetAt(range.end) - document.offsetAt(range.start));
	return spans.reduce((sum, length) => sum + length, 0) / document.getText().trimEnd().length;
}

/** Polls until the question has an answer; VS Code has no event for most of what tests wait for. */
async function until<T>(ask: () => T | undefined, limitMs = 15_000): Promise<T> {
	for (const end = Date.now() + limitMs; Date.now() < end; ) {
		const answer = ask();
		if (answer !== undefined) return answer;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`no answer within ${limitMs} ms: ${ask}`);
}

describe("Palimpsest's commands", () => {
	before(() => vscode.extensions.getExtension("palimpsest.palimpsest")?.activate());

	it("are all registered", async () => {
		const manifest = vscode.extensions.getExtension("palimpsest.palimpsest")?.packageJSON;
		const known = await vscode.commands.getCommands(true);
		for (const { command } of manifest.contributes.commands) assert.ok(known.includes(command), command);
	});
});

describe("an audit of the demo", function () {
	this.timeout(LIMIT_MS);

	it("underlines nearly all of nearly every forget document on the model that learned them", async () => {
		const { documents } = await probe("original");
		assert.ok(documents.length >= 12, `${documents.length} documents`);
		const leaking = documents.filter(({ uri }) => errorsOf(uri).length > 0);
		assert.ok(leaking.length >= 0.9 * documents.length, `${leaking.length} of ${documents.length} leak`);
		// The model continues a 32-token prefix to the end of the document: what is left out is that prefix.
		const shares = await Promise.all(documents.map(({ uri }) => underlinedShare(uri)));
		const nearlyAll = shares.filter((share) => share > 0.75 && share < 1);
		assert.ok(nearlyAll.length >= 0.9 * documents.length, shares.map((share) => share.toFixed(2)).join(" "));
	});

	it("ran on the fast engine that the package carries, not on the fallback", () => {
		const store = join(process.env["XDG_DATA_HOME"] ?? "", "palimpsest", "palimpsest.db");
		const database = new DatabaseSync(store, { readOnly: true });
		const run = database.prepare("SELECT result FROM runs WHERE state = 'finished' ORDER BY number DESC").get();
		database.close();
		const { models } = JSON.parse(String(run?.["result"]));
		assert.equal(models.target.description.engine, "llama");
		assert.deepEqual(models.target.description.warnings, []);
	});

	it("marks the passage's own words: the range ends where the text ends", async () => {
		const uri = vscode.Uri.joinPath(FORGET, "letter-to-orla.txt");
		const [leak] = errorsOf(uri.toString());
		const text = readFileSync(uri.fsPath, "utf8");
		const document = await vscode.workspace.openTextDocument(uri);
		assert.ok(leak && text.trimEnd().endsWith(document.getText(leak.range).trimEnd()));
		// The code links to the page that explains the probe's family; the page is in the package.
		const { target } = leak.code as { readonly target: vscode.Uri };
		assert.match((await vscode.workspace.openTextDocument(target)).getText(), /^# /);
	});

	it("explains itself on hover and offers the evidence", async () => {
		const uri = vscode.Uri.joinPath(FORGET, "letter-to-orla.txt");
		await vscode.window.showTextDocument(uri);
		const at = errorsOf(uri.toString())[0]?.range ?? assert.fail("no leak to hover on");
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
			"vscode.executeHoverProvider",
			uri,
			at.start.translate(0, 3),
		);
		const text = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value);
		assert.match(text.join("\n"), /higher = more leakage/);
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
			"vscode.executeCodeActionProvider",
			uri,
			at,
		);
		assert.ok(actions.some(({ title }) => /^Open evidence of passage 1 of \d+$/.test(title)));
	});

	it("opens the heatmap as a tab", async () => {
		await vscode.commands.executeCommand("palimpsest.openHeatmap", vscode.Uri.joinPath(FORGET, "letter-to-orla.txt"));
		const isHeatmap = ({ input }: vscode.Tab) =>
			input instanceof vscode.TabInputWebview && input.viewType.endsWith("palimpsest.heatmap");
		await until(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isHeatmap));
	});

	it("keeps to the selection when one is audited", async () => {
		const uri = vscode.Uri.joinPath(FORGET, "letter-to-orla.txt");
		const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
		// The second paragraph.
		const paragraph = editor.document.lineAt(2).range;
		editor.selection = new vscode.Selection(paragraph.start, paragraph.end);
		const reply = await vscode.commands.executeCommand<Reply | undefined>("palimpsest.auditSelection");
		assert.equal(reply?.documents.length, 1);
		const found = errorsOf(uri.toString());
		assert.ok(found.length > 0, "the selection leaks");
		for (const { range } of found) assert.ok(paragraph.contains(range), JSON.stringify(range));
	});

	it("underlines no passage on the model that never saw them", async () => {
		const { documents } = await probe("reference");
		for (const { uri } of documents) assert.deepEqual(errorsOf(uri), [], uri);
	});
});
