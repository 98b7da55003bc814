// Two entries: index.html is the public portal, workbench.html the staff's pages.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import ElementPlus from 'unplugin-element-plus/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Compresses once at build time; the server hands out the .gz as it is. */
function precompress(): Plugin {
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (statSync(path).isDirectory()) walk(path)
      else if (/\.(js|css|html|svg)$/.test(name)) {
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
      }
    }
  }
  return { name: 'precompress', apply: 'build', closeBundle: () => walk(here('dist')) }
}

/** Widgets of the library that our pages have in a form of their own. */
const OWN = ['Dialog', 'Drawer']
function ownWidget(name: string) {
  const own = OWN.find((known) => name === `El${known}`)
  return own ? { name: `Office${own}`, from: here('src/components/office-overlays.ts') } : undefined
}

// Browsers of government desktops are Chromium builds that lag behind by years.
const target = ['chrome85', 'firefox79', 'safari14.1']

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dts: 'src/components.d.ts',
      dirs: [],
      resolvers: [ownWidget, ElementPlusResolver({ importStyle: 'css' })],
    }),
    ElementPlus({}),
    precompress(),
  ],
  resolve: { alias: { '@': here('src') } },
  build: {
    target,
    cssTarget: target,
    // A picture as data: would be fine, a script or style as data: would not pass the CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { portal: here('index.html'), workbench: here('workbench.html') },
    },
  },
  server: { proxy: { '/api': process.env.YINXIN_SERVER ?? 'http://127.0.0.1:8080' } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.{ts,mjs}'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
