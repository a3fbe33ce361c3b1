// Onramp in Azure: an Azure Bot that is known by a user-assigned managed identity, two replicas in Container Apps, PostgreSQL, and logs.
// az deployment group create --resource-group RG --template-file deploy/azure/main.bicep --parameters deploy/azure/main.bicepparam

targetScope = 'resourceGroup'

@description('The start of every name; letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'onramp'

param location string = resourceGroup().location

@description('The registry that holds the image, in this resource group.')
param registryName string

@description('The image in that registry, with its tag: onramp:0.1.0.')
param image string

@description('Of the database\'s administrator, whom the bot logs in as. Give it at deployment; it is kept in the key vault alone.')
@secure()
@minLength(16)
param databasePassword string

@description('Directory ids of those who may do all in Onramp, parted by commas.')
param administrators string = ''

@description('Where traces are sent over OTLP; nowhere when blank.')
param tracesEndpoint string = ''

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

module network 'network.bicep' = {
  name: '${name}-network'
  params: {
    name: name
    location: location
  }
}

module database 'database.bicep' = {
  name: '${name}-database'
  params: {
    name: name
    location: location
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseZoneId
    password: databasePassword
    readerId: identity.properties.principalId
  }
}

module app 'app.bicep' = {
  name: '${name}-app'
  params: {
    name: name
    location: location
    subnetId: network.outputs.appSubnetId
    logsName: logs.name
    identityName: identity.name
    registryName: registryName
    image: image
    databaseUrlSecret: database.outputs.urlSecret
    administrators: administrators
    tracesEndpoint: tracesEndpoint
  }
}

module bot 'bot.bicep' = {
  name: '${name}-bot'
  params: {
    name: name
    identityName: identity.name
    host: app.outputs.host
  }
}

@description('The bot\'s app id: ONRAMP_APP_ID, and --bot-id of the Teams app package.')
output botId string = identity.properties.clientId

output endpoint string = 'https://${app.outputs.host}/api/messages'
