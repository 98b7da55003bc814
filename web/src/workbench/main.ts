import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/styles/base.css'
import '@/styles/element.css'
import { askBeforeUnload } from './leaving'
import WorkbenchApp from './WorkbenchApp.vue'
import { router } from './router'

createApp(WorkbenchApp).use(createPinia()).use(router).mount('#app')
askBeforeUnload()
