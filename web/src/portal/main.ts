import { createApp } from 'vue'
import '@/styles/base.css'
import { stayAnonymous } from '@/api/client'
import PortalApp from './PortalApp.vue'

stayAnonymous()
createApp(PortalApp).mount('#app')
