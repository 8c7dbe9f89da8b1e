module before.libraries/later

go 1.26
