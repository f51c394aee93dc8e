import * as vscode from "vscode";
import type { AuditParams, AuditReply, PlanReply } from "../../protocol/lsp.ts";
import { METHODS } from "../../protocol/lsp.ts";
import type { Heatmaps } from "../heatmap/heatmaps.ts";
import type { ChosenModels, ModelChoice } from "../models/modelChoice.ts";
import { askForTarget } from "../models/selectModels.ts";
import { Refusal } from "../notices/refusal.ts";
import type { Server } from "../server/server.ts";
import { settingsOf } from "../server/settings.ts";
import { documentOf, selectionOf, urisOf } from "./chosenDocuments.ts";
import { gravest } from "./gravest.ts";
import { overlaysUnder } from "./overlays.ts";
import { sayOutcome } from "./sayOutcome.ts";
import { withProgress } from "./withProgress.ts";

const RAN = "palimpsest.ran";
/** While set, Cancel Audit is in the palette. */
const AUDITING = "palimpsest.auditing";

/** From a command to a finished audit: what to audit, with which models, progress, and what came of it. */
export class Audits {
	readonly #context: vscode.ExtensionContext;
	readonly #server: Server;
	readonly #models: ModelChoice;
	readonly #heatmaps: Heatmaps;
	readonly #log: vscode.LogOutputChannel;
	#running: Promise<unknown> | undefined;
	/** The document of the last audit that is worth looking at first. */
	bestDocument: string | undefined;

	constructor(
		context: vscode.ExtensionContext,
		server: Server,
		models: ModelChoice,
		heatmaps: Heatmaps,
		log: vscode.LogOutputChannel,
	) {
		this.#context = context;
		this.#server = server;
		this.#models = models;
		this.#heatmaps = heatmaps;
		this.#log = log;
	}

	/** There may be leaks to show from an earlier window. */
	get ranBefore(): boolean {
		return this.#context.workspaceState.get<boolean>(RAN) === true;
	}

	get running(): boolean {
		return this.#running !== undefined;
	}

	async document(uri?: vscode.Uri | string): Promise<AuditReply | undefined> {
		return this.#audit([documentOf(uri)]);
	}

	async selection(): Promise<AuditReply | undefined> {
		const { uri, selection } = selectionOf();
		return this.#audit([uri], selection);
	}

	async forgetSet(uri?: vscode.Uri, uris?: readonly vscode.Uri[]): Promise<AuditReply | undefined> {
		return this.#audit(urisOf(uri, uris));
	}

	async cancel(): Promise<void> {
		await this.#server.notify(METHODS.cancel, {});
		await this.#running?.catch(() => {});
	}

	async #audit(uris: readonly vscode.Uri[], selection?: AuditParams["selection"]): Promise<AuditReply | undefined> {
		if (this.#running && !(await this.#makeWay())) return undefined;
		const planned = await this.#plan(uris, selection);
		if (!planned) return undefined;
		const { params, notices } = planned;
		if (this.#running)
			throw new Refusal(
				"busy",
				vscode.l10n.t("An audit is already running. Cancel it, or wait until it has finished."),
			);
		const run = withProgress(this.#server, params);
		this.#running = run;
		await vscode.commands.executeCommand("setContext", AUDITING, true);
		try {
			const reply = await run;
			await this.#context.workspaceState.update(RAN, true);
			this.bestDocument = gravest(reply.documents);
			this.#heatmaps.refresh();
			void sayOutcome(this.#log, { ...reply, notices: [...notices, ...reply.notices] }, this.bestDocument);
			return reply;
		} finally {
			this.#running = undefined;
			await vscode.commands.executeCommand("setContext", AUDITING, false);
		}
	}

	/** Two audits at once are one too many: offers to cancel the first. */
	async #makeWay(): Promise<boolean> {
		const cancel = vscode.l10n.t("Cancel It and Start This One");
		const sentence = vscode.l10n.t(
			"Palimpsest: an audit is already running. Cancel it, or wait until it has finished.",
		);
		if ((await vscode.window.showWarningMessage(sentence, cancel)) !== cancel) return false;
		await this.cancel();
		return true;
	}

	/** Everything an audit needs; asks for the model when nothing names one. Undefined when the person leaves. */
	async #plan(
		uris: readonly vscode.Uri[],
		selection: AuditParams["selection"],
	): Promise<{ readonly params: AuditParams; readonly notices: readonly string[] } | undefined> {
		const { plan: settings } = settingsOf(uris[0]);
		const said = uris.map((uri) => uri.toString());
		const plan = await this.#server.request<PlanReply>(METHODS.plan, { uris: said, settings });
		const models = plan.models.target
			? (plan.models as ChosenModels)
			: ((await this.#models.get()) ?? (await askForTarget(this.#server, this.#models)));
		if (!models) return undefined;
		const { notices, ...planned } = plan;
		const { retain, holdout } = planned;
		const params: AuditParams = {
			...planned,
			uris: said,
			models: { ...plan.models, ...models },
			...(selection && { selection }),
			overlays: overlaysUnder([...said, ...retain, ...holdout]),
		};
		return { params, notices };
	}
}
