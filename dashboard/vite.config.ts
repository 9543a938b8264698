import { defineConfig } from 'vite';

const api = 'http://127.0.0.1:4700';

/** The wall must start without Ant Design and ECharts, so each heavy library is a chunk of its own. */
const chunkOf: [name: string, test: RegExp][] = [
  [
    'react',
    /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next|zod)[\\/]/,
  ],
  ['charts', /node_modules[\\/](echarts|zrender)[\\/]/],
  ['antd', /node_modules[\\/](antd|@ant-design|@rc-component|rc-[a-z-]+|dayjs)[\\/]/],
];

export default defineConfig({
  root: import.meta.dirname,
  server: { proxy: { '/api': api, '/cubejs-api': api } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      onLog(level, log, write) {
        // Server components do not exist here; antd marks each of its files for them.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') write(level, log);
      },
      output: { codeSplitting: { groups: chunkOf.map(([name, test]) => ({ name, test })) } },
    },
  },
});
