"""Pages of supplies: a store on the phone, the county at the desk."""
