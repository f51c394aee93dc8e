/** Tests of the lane itself: it runs in a real host, and it can turn red. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the in-host lane", () => {
	it("runs in the extension host of a real VS Code", () => {
		assert.match(vscode.version, /^1\.\d+/);
		assert.equal(vscode.workspace.workspaceFolders?.length, 1);
	});

	it("finds Palimpsest installed, and activates it", async () => {
		const extension = vscode.extensions.getExtension("palimpsest.palimpsest");
		assert.ok(extension, "palimpsest.palimpsest is not installed");
		await extension.activate();
		assert.equal(extension.isActive, true);
	});

	// A lane that cannot turn red proves nothing. host.spec.ts switches this on and expects exit code 1.
	if (process.env.E2E_HOST_FAIL) it("fails on request", () => assert.fail("negative control"));
});
