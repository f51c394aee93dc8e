import { batch, computed, signal } from "@preact/signals";
import type { Leak } from "../../src/core/audit/result.ts";
import type { HeatMetric } from "../../src/core/leaks/heat.ts";
import type { Role } from "../../src/core/model/question.ts";
import type { HeatmapDescription, HeatmapHost, HeatmapView, LeakSummary, Tile } from "../../src/protocol/heatmap.ts";
import type { ViewState } from "../host/viewState.ts";
import { nextLeak } from "./nextLeak.ts";
import { TileCache } from "./tileCache.ts";

export type Phase = "loading" | "empty" | "ready" | { readonly failed: string };
export type EvidenceState = "none" | "loading" | { readonly leak: Leak } | { readonly failed: string };

const TILE_ROWS = 120;
const TILES_KEPT = 16;

/**
 * What the heatmap knows and can be asked to do. Views read its signals and call its verbs; it alone speaks to the
 * host. It holds a few tiles and never the document.
 */
export class Heatmap implements HeatmapView {
	readonly phase = signal<Phase>("loading");
	readonly description = signal<HeatmapDescription | null>(null);
	readonly role = signal<Role>("target");
	readonly metric = signal<HeatMetric>("pz");
	/** Index of the selected leak. */
	readonly selected = signal<number | null>(null);
	readonly evidence = signal<EvidenceState>("none");
	/** Whether the evidence, not the list, has the panel where there is room for one only. */
	readonly reading = signal(false);
	/** How far the document is scrolled, 0 to 1, as the page last said. */
	readonly at = signal(0);
	/** Where the page should go: so that a row is in view, or with this share of the document above. A new object each time. */
	readonly goal = signal<{ readonly row: number } | { readonly top: number } | null>(null);
	/** Said aloud by screen readers. */
	readonly said = signal("");
	/** Raised whenever tiles changed. */
	readonly drawn = signal(0);
	readonly trouble = signal<string | null>(null);
	readonly tiles: TileCache<Tile>;

	readonly leak = computed(() => this.description.value?.leaks.find(({ index }) => index === this.selected.value));
	readonly shownMetric = computed(() => this.description.value?.metrics.find(({ id }) => id === this.metric.value));

	readonly #host: HeatmapHost;
	#remembered: ViewState | undefined;
	#columns = 0;
	#asked = 0;
	#wished: number | null = null;

	constructor(host: HeatmapHost, remembered: ViewState | undefined) {
		this.#host = host;
		this.#remembered = remembered;
		this.tiles = new TileCache({
			tileRows: TILE_ROWS,
			capacity: TILES_KEPT,
			inFlight: 2,
			changed: () => this.drawn.value++,
			failed: (error) => {
				this.trouble.value = error.message;
			},
			fetch: (firstRow, endRow) =>
				host.tile({ role: this.role.value, metric: this.metric.value, columns: this.#columns, firstRow, endRow }),
		});
	}

	get columns(): number {
		return this.#columns;
	}

	/** The page is this many characters wide: asks for the description that fits. */
	async open(columns: number): Promise<void> {
		if (columns === this.#columns && this.phase.value === "ready") return;
		this.#columns = columns;
		await this.refresh();
	}

	async refresh(): Promise<void> {
		const ask = ++this.#asked;
		if (typeof this.phase.value === "object" || this.phase.value === "empty") this.phase.value = "loading";
		try {
			const description: HeatmapDescription | null = await this.#host.describe(this.#columns);
			if (ask === this.#asked) this.#described(description);
		} catch (error) {
			if (ask === this.#asked) this.phase.value = { failed: message(error) };
		}
	}

	select(index: number): void {
		const leak = this.description.value?.leaks.find((each) => each.index === index);
		// A selection can arrive before the description does: keep it until then.
		if (!leak) this.#wished = index;
		else this.#select(leak);
	}

	deselect(): void {
		batch(() => {
			this.selected.value = null;
			this.evidence.value = "none";
			this.reading.value = false;
		});
	}

	/** To the leak after (1) or before (-1) the selected one, or the place in view. */
	step(step: 1 | -1): void {
		const description = this.description.value;
		if (!description || description.leaks.length === 0) return;
		const { value: index } = this.selected;
		const leak = nextLeak(
			description.leaks,
			index === null ? { offset: this.at.value * description.characters } : { index },
			step,
		);
		if (leak) this.#select(leak);
	}

	show(metric: HeatMetric, role: Role): void {
		if (metric === this.metric.value && role === this.role.value) return;
		batch(() => {
			this.metric.value = metric;
			this.role.value = role;
			this.tiles.reset(this.description.value?.rows ?? 0);
			this.trouble.value = null;
			this.drawn.value++;
			this.said.value = `Showing ${this.shownMetric.value?.title ?? metric} of the ${role} model.`;
		});
	}

	retry(): void {
		batch(() => {
			this.trouble.value = null;
			this.tiles.reset(this.description.value?.rows ?? 0);
			this.drawn.value++;
		});
	}

	overview(cells: number): Promise<Uint8Array> {
		return this.#host.overview(this.role.value, this.metric.value, this.#columns, cells).then(({ classes }) => classes);
	}

	reveal(start: number, end: number): void {
		this.#host.reveal(start, end).catch((error) => {
			this.trouble.value = message(error);
		});
	}

	openReport(): void {
		this.#host.openReport().catch((error) => {
			this.trouble.value = message(error);
		});
	}

	/** What to remember; undefined while there is nothing worth it. */
	state(): ViewState | undefined {
		const description = this.description.value;
		if (!description) return undefined;
		const { uri, run } = description;
		const [role, metric, at, leak] = [this.role.value, this.metric.value, this.at.value, this.selected.value];
		return { uri, run, role, metric, at, leak };
	}

	#described(description: HeatmapDescription | null): void {
		const before = this.description.value ?? this.#remembered;
		const remembered = this.#remembered;
		this.#remembered = undefined;
		batch(() => {
			this.trouble.value = null;
			this.description.value = description;
			this.phase.value = description ? "ready" : "empty";
			if (!description) return this.deselect();
			if (remembered?.uri === description.uri) this.#restore(remembered);
			this.#keepChoicesOffered(description);
			this.tiles.reset(description.rows);
			this.goal.value = { top: this.at.value };
			this.drawn.value++;
			const leak = description.leaks.find(({ index }) => index === (this.#wished ?? this.selected.value));
			const asWished = this.#wished !== null;
			this.#wished = null;
			if (!leak || (before && before.run !== description.run && !asWished)) this.deselect();
			else if (asWished) this.#select(leak);
			else if (this.evidence.value === "none") void this.#loadEvidence(leak.index);
		});
	}

	#restore({ role, metric, at, leak }: ViewState): void {
		this.role.value = role;
		this.metric.value = metric;
		this.at.value = at;
		this.selected.value = leak;
	}

	#keepChoicesOffered({ roles, metrics }: HeatmapDescription): void {
		if (!roles.some(({ role }) => role === this.role.value)) this.role.value = roles[0]?.role ?? "target";
		if (!metrics.some(({ id }) => id === this.metric.value)) this.metric.value = metrics[0]?.id ?? "pz";
	}

	#select(leak: LeakSummary): void {
		batch(() => {
			this.selected.value = leak.index;
			this.reading.value = true;
			this.goal.value = { row: leak.firstRow };
			const count = this.description.value?.leaks.length ?? 0;
			const rank = (this.description.value?.leaks.indexOf(leak) ?? 0) + 1;
			this.said.value = `Leak ${rank} of ${count}, ${leak.severity}: ${leak.message}`;
		});
		void this.#loadEvidence(leak.index);
	}

	async #loadEvidence(index: number): Promise<void> {
		this.evidence.value = "loading";
		try {
			const leak = await this.#host.leak(index);
			if (this.selected.value === index) this.evidence.value = { leak };
		} catch (error) {
			if (this.selected.value === index) this.evidence.value = { failed: message(error) };
		}
	}
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
