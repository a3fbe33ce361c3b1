using 'main.bicep'

param registryName = 'contosoregistry'
param image = 'onramp:0.1.0'
param databasePassword = readEnvironmentVariable('ONRAMP_DATABASE_PASSWORD')
