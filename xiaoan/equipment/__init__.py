"""设备与防护用品套装: keepers, certificates and repairs of devices; kits that stand ready at named places."""
