import * as vscode from "vscode";
import type { StatusParams } from "../../protocol/lsp.ts";
import type { Server } from "../server/server.ts";

/** One short item: what Palimpsest does now, the model in its tooltip, a menu on a click. */
export class StatusItem implements vscode.Disposable {
	readonly #item: vscode.StatusBarItem;
	readonly #subscription: vscode.Disposable;

	constructor(server: Server) {
		this.#item = vscode.window.createStatusBarItem("palimpsest.status", vscode.StatusBarAlignment.Left);
		this.#item.name = "Palimpsest";
		this.#item.command = "palimpsest.showMenu";
		this.#show({ state: "idle", detail: "idle" });
		this.#item.show();
		this.#subscription = server.onStatus((status) => this.#show(status));
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#item.dispose();
	}

	#show(status: StatusParams): void {
		this.#item.text = `${ICONS[status.state]} Palimpsest: ${summary(status)}`;
		this.#item.tooltip = tooltip(status);
		this.#item.backgroundColor =
			status.state === "failed" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
		this.#item.accessibilityInformation = { label: `Palimpsest: ${summary(status)}`, role: "button" };
	}
}

const ICONS: Readonly<Record<StatusParams["state"], string>> = {
	idle: "$(eye)",
	loading: "$(sync~spin)",
	auditing: "$(sync~spin)",
	failed: "$(error)",
};

function summary(status: StatusParams): string {
	switch (status.state) {
		case "idle":
			return status.detail;
		case "loading":
			return vscode.l10n.t("loading");
		case "failed":
			return vscode.l10n.t("failed");
		case "auditing":
			return [status.detail, speed(status)].filter(Boolean).join(" ");
	}
}

function speed({ tokensPerSecond }: StatusParams): string {
	return tokensPerSecond ? `${Math.round(tokensPerSecond).toLocaleString("en")} tok/s` : "";
}

function tooltip(status: StatusParams): vscode.MarkdownString {
	const text = new vscode.MarkdownString();
	const line = (name: string, value: string | undefined) => {
		if (value) text.appendText(`${name}: ${value}`).appendMarkdown("\n\n");
	};
	text.appendMarkdown("**Palimpsest**\n\n");
	line(vscode.l10n.t("Model"), status.model);
	line(vscode.l10n.t("Backend"), status.backend);
	line(vscode.l10n.t("State"), [status.detail, speed(status)].filter(Boolean).join(", "));
	return text;
}
