import { effect } from "@preact/signals";
import { render } from "preact";
import { connectHost } from "./host/connectHost.ts";
import { readViewState, writeViewState } from "./host/viewState.ts";
import "./host/vscodeApi.ts";
import { Heatmap } from "./model/heatmap.ts";
import "./style/heatmap.css";
import { registerControls } from "./ui/register.ts";
import { App } from "./view/App.tsx";
import { listenForKeys } from "./view/listenForKeys.ts";

performance.mark("webview-start");
const api = acquireVsCodeApi();
registerControls();

const heatmap: Heatmap = new Heatmap(
	connectHost(api, { refresh: () => void heatmap.refresh(), select: (index) => heatmap.select(index) }),
	readViewState(api),
);
listenForKeys(heatmap);
effect(() => {
	const state = heatmap.state();
	if (state) writeViewState(api, state);
});

render(<App heatmap={heatmap} />, document.getElementById("root") ?? document.body);
